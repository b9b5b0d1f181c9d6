using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>An answer as it came over the wire.</summary>
public sealed record RawAnswer(int Status, string Head, JsonNode? Json);

/// <summary>Sends bytes exactly as they are, without any library between, and reads one answer.</summary>
public static class RawHttp
{
    public static async Task<RawAnswer> SendAsync(Uri server, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(request);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Every request of the files asks for the connection to be closed, so the answer ends with it.
        var answer = await reader.ReadToEndAsync();
        var blank = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = answer[..blank];
        var body = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
            ? Unchunk(answer[(blank + 4)..])
            : answer[(blank + 4)..];
        return new RawAnswer(int.Parse(head.Split(' ')[1]), head, body.Length == 0 ? null : JsonNode.Parse(body));
    }

    private static string Unchunk(string text)
    {
        var body = new StringBuilder();
        for (var at = 0; ;)
        {
            var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            var size = Convert.ToInt32(text[at..end], 16);
            if (size == 0)
            {
                return body.ToString();
            }
            body.Append(text, end + 2, size);
            at = end + 2 + size + 2;
        }
    }
}
