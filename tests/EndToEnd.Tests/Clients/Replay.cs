using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>
/// Replays the requests of a file byte for byte over a bare connection. A step expects a status; ACTIVE repeats the step until the
/// gateway is, GONE until it answers 404.
/// </summary>
internal sealed partial class Replay
{
    private const string UserAgent = "example-client/1.0";
    private readonly MeshSystem _system;
    private readonly string[] _signed;
    private readonly bool _finalLineFeed;
    private readonly IReadOnlyList<string> _steps;
    private readonly Dictionary<string, string> _ids = [];

    public Replay(MeshSystem system, string file)
    {
        _system = system;
        var blocks = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Clients", file)).Split("\n---\n");
        var settings = blocks[0].Split('\n').Where(line => line.StartsWith('@')).Select(line => line.Split(' ', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        _signed = settings["@signed"].Split(';');
        _finalLineFeed = settings["@final-line-feed"] == "yes";
        _steps = blocks[1..];
    }

    public async Task RunAsync()
    {
        foreach (var step in _steps)
        {
            await StepAsync(step.TrimEnd('\n').Split('\n'));
        }
    }

    private async Task StepAsync(string[] lines)
    {
        var (name, expected) = (lines[0].Split(' ')[0], lines[0].Split(' ')[1]);
        var body = lines.Length > 2 ? lines[2] + (_finalLineFeed ? "\n" : "") : "";
        if (expected is "ACTIVE" or "GONE")
        {
            await Eventually.Async(async () => Holds(expected, await SendAsync(lines[1], body)));
            return;
        }
        var answer = await SendAsync(lines[1], body);
        answer.Status.ShouldBe(int.Parse(expected), $"{name}: {answer.Json?.ToJsonString()}");
        if (body.Length > 0)
        {
            ReadsBackWhatWasSent(name, JsonNode.Parse(body)!, answer.Json!);
        }
    }

    private static bool Holds(string expected, RawAnswer answer) =>
        expected == "GONE" ? answer.Status == 404 : answer.Json?["vpn_gateway"]?["status"]?.GetValue<string>() == "ACTIVE";

    private void ReadsBackWhatWasSent(string name, JsonNode sent, JsonNode answered)
    {
        var (resource, fields) = sent.AsObject().Single();
        _ids.TryAdd(name, answered[resource]!["id"]!.GetValue<string>());
        foreach (var (field, value) in fields!.AsObject().Where(field => !field.Key.StartsWith("eip", StringComparison.Ordinal)))
        {
            answered[resource]![field]!.ToJsonString().ShouldBe(value!.ToJsonString(), $"{name}: {field}");
        }
    }

    private async Task<RawAnswer> SendAsync(string line, string body)
    {
        var (method, target) = (line.Split(' ')[0], Fill(line.Split(' ')[1]));
        var bytes = Encoding.UTF8.GetBytes(body);
        var headers = new Dictionary<string, string>
        {
            ["Host"] = _system.PublicUrl.Authority,
            ["User-Agent"] = UserAgent,
            ["Accept"] = "application/json",
            ["X-Project-Id"] = _system.Admin.ProjectId,
            ["X-Sdk-Date"] = RequestSignature.Now(),
        };
        // The SDK says the type on every call; the provider only with a body.
        if (bytes.Length > 0 || !_finalLineFeed)
        {
            headers["Content-Type"] = "application/json";
        }
        var toSign = headers.Where(header => _signed.Contains(header.Key.ToLowerInvariant())).ToDictionary();
        headers["Authorization"] = RequestSignature.Authorization(_system.Admin, method, target, toSign, bytes);
        headers["Connection"] = "close";
        if (bytes.Length > 0)
        {
            headers["Content-Length"] = bytes.Length.ToString();
        }
        var head = $"{method} {target} HTTP/1.1\r\n{string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\r\n"))}\r\n";
        return await RawHttp.SendAsync(_system.PublicUrl, [.. Encoding.ASCII.GetBytes(head), .. bytes]);
    }

    private string Fill(string text) =>
        Id().Replace(text.Replace("{project}", _system.Admin.ProjectId, StringComparison.Ordinal), match => _ids[match.Groups[1].Value]);

    [GeneratedRegex(@"\{id:(\w+)\}")]
    private static partial Regex Id();
}
