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
    private readonly Dictionary<string, JsonObject> _sent = [];

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
        var answer = expected is "ACTIVE" or "GONE" ? await PollAsync(lines[1], expected) : await SendAsync(lines[1], body);
        if (int.TryParse(expected, out var status))
        {
            answer.Status.ShouldBe(status, $"{name}: {answer.Json?.ToJsonString()}");
        }
        if (body.Length > 0)
        {
            Remember(name, JsonNode.Parse(body)!.AsObject(), answer.Json!);
        }
        if (answer.Json is JsonObject shown)
        {
            ReadsBackWhatWasSent(name, shown);
        }
    }

    private async Task<RawAnswer> PollAsync(string line, string expected)
    {
        RawAnswer? answer = null;
        await Eventually.Async(async () =>
        {
            answer = await SendAsync(line, "");
            return expected == "GONE" ? answer.Status == 404 : answer.Json?["vpn_gateway"]?["status"]?.GetValue<string>() == "ACTIVE";
        });
        return answer!;
    }

    private void Remember(string name, JsonObject sent, JsonNode answered)
    {
        var (resource, fields) = sent.Single();
        var id = answered[resource]!["id"]!.GetValue<string>();
        _ids.TryAdd(name, id);
        _sent.TryAdd(id, []);
        foreach (var (field, value) in fields!.AsObject())
        {
            _sent[id][field] = value!.DeepClone();
        }
    }

    // A plan of the provider only gets empty when every read shows what was sent, changes included. The fields of EIPs are shown by other names.
    private void ReadsBackWhatWasSent(string name, JsonObject shown)
    {
        if (shown.FirstOrDefault(member => member.Value is JsonObject).Value is not JsonObject resource
            || !_sent.TryGetValue(resource["id"]?.GetValue<string>() ?? "", out var sent))
        {
            return;
        }
        foreach (var (field, value) in sent.Where(field => !field.Key.StartsWith("eip", StringComparison.Ordinal)))
        {
            (resource[field]?.ToJsonString()).ShouldBe(value!.ToJsonString(), $"{name}: {field}");
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
            ["X-Sdk-Date"] = RequestSignature.Now(),
        };
        var isVpn = target.StartsWith("/v5", StringComparison.Ordinal);
        if (isVpn)
        {
            headers["X-Project-Id"] = _system.Admin.ProjectId;
        }
        // The SDK says the type on every call but those to find the project; the provider only with a body.
        if (bytes.Length > 0 || (isVpn && !_finalLineFeed))
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
