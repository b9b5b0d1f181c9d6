using System.Text;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>A request on its way: what kind of trouble it makes, and its bytes.</summary>
/// <param name="Kind">For the table.</param>
/// <param name="Operation">What it calls, where that is certain.</param>
/// <param name="Method">Its method.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="IsRaw">Whether it may be anything: several requests, or none.</param>
internal sealed record FuzzRequest(string Kind, FuzzOperation? Operation, string Method, byte[] Bytes, bool IsRaw = false)
{
    public override string ToString() => Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 1500)));
}

/// <summary>A request under construction.</summary>
internal sealed class FuzzDraft(string method, string target)
{
    public string Method { get; set; } = method;

    public string Target { get; set; } = target;

    public List<(string Name, string Value)> Headers { get; } = [("Host", "localhost")];

    public byte[]? Body { get; set; }

    public byte[] ToBytes(string? token)
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\n");
        if (token is not null && !Headers.Exists(header => header.Name.Equals("X-Auth-Token", StringComparison.OrdinalIgnoreCase)))
        {
            Headers.Add(("X-Auth-Token", token));
        }
        if (Body is not null)
        {
            Headers.Add(("Content-Length", $"{Body.Length}"));
            if (!Headers.Exists(header => header.Name == "Content-Type"))
            {
                Headers.Add(("Content-Type", "application/json"));
            }
        }
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. Body ?? []];
    }
}
