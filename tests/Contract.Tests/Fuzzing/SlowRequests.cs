using System.Text;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>Requests that take their time, side by side with all others: the server must not wait for them for ever.</summary>
internal static class SlowRequests
{
    public static IEnumerable<(FuzzRequest Request, Task<FuzzAnswer?> Answer)> All(Uri server, string project, string token)
    {
        var head = $"POST /v5/{project}/vpn-gateways HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\nContent-Type: application/json\r\n";
        yield return Send(server, "slow headers", "POST /v5/", "");
        yield return Send(server, "slow headers", head, "X");
        yield return Send(server, "slow body", head + "Content-Length: 100000\r\n\r\n{", " ");
        yield return Send(server, "slow body", head + "Content-Length: 100000\r\n\r\n", "");
        yield return Send(server, "slow body", head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n");
    }

    private static (FuzzRequest Request, Task<FuzzAnswer?> Answer) Send(Uri server, string kind, string first, string drop) =>
        (new FuzzRequest(kind, null, "POST", Encoding.ASCII.GetBytes(first)), DripAsync(server, first, drop));

    private static async Task<FuzzAnswer?> DripAsync(Uri server, string first, string drop)
    {
        using var connection = new FuzzConnection(server);
        await connection.SendAsync(Encoding.ASCII.GetBytes(first));
        var answer = connection.ReadAsync("POST");
        while (!answer.IsCompleted)
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes(drop));
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(300)));
        }
        return await answer;
    }
}
