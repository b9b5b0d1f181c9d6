using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>
/// Replays the requests of a file byte for byte over a bare connection. A step expects a status; GONE repeats it until it answers 404,
/// any other word until the resource has that status.
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
    private readonly Dictionary<string, JsonNode> _answers = [];

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
        var body = lines.Length > 2 ? Fill(lines[2]) + (_finalLineFeed ? "\n" : "") : "";
        var isStatus = int.TryParse(expected, out var status);
        var answer = isStatus ? await SendAsync(lines[1], body) : await PollAsync(name, lines[1], expected);
        if (isStatus)
        {
            answer.Status.ShouldBe(status, $"{name}: {answer.Json?.ToJsonString()}");
        }
        if (answer.Json is not JsonObject shown)
        {
            return;
        }
        _answers[name] = shown;
        if (body.Length > 0)
        {
            Remember(name, JsonNode.Parse(body)!.AsObject(), shown);
        }
        ReadsBackWhatWasSent(name, shown);
    }

    private async Task<RawAnswer> PollAsync(string name, string line, string expected)
    {
        RawAnswer? answer = null;
        await Eventually.Async(async () =>
        {
            answer = await SendAsync(line, "");
            return expected == "GONE" ? answer.Status == 404 : StatusOf(answer.Json) == expected;
        });
        return answer.ShouldNotBeNull(name);
    }

    // Of the one resource that is shown, or of the first of a list.
    private static string? StatusOf(JsonNode? answer) => answer?.AsObject().First().Value switch
    {
        JsonObject resource => resource["status"]?.GetValue<string>(),
        JsonArray { Count: > 0 } list => list[0]!["status"]?.GetValue<string>(),
        _ => null,
    };

    private void Remember(string name, JsonObject sent, JsonObject answered)
    {
        var (resource, fields) = sent.First();
        if (fields is not JsonObject || answered[resource] is not JsonObject shown)
        {
            return;
        }
        var id = shown["id"]!.GetValue<string>();
        _ids.TryAdd(name, id);
        _sent.TryAdd(id, []);
        Merge(_sent[id], fields.AsObject());
    }

    private static void Merge(JsonObject known, JsonObject sent)
    {
        foreach (var (field, value) in sent)
        {
            if (value is JsonObject group && known[field] is JsonObject before)
            {
                Merge(before, group);
                continue;
            }
            known[field] = value!.DeepClone();
        }
    }

    // A plan of the provider only gets empty when every read shows what was sent, changes included.
    private void ReadsBackWhatWasSent(string name, JsonObject shown)
    {
        if (shown.FirstOrDefault(member => member.Value is JsonObject).Value is JsonObject resource
            && _sent.TryGetValue(resource["id"]?.GetValue<string>() ?? "", out var sent))
        {
            ReadsBack(name, sent, resource);
        }
    }

    // The fields of EIPs are shown by other names, keys never, the style in upper case.
    private static void ReadsBack(string name, JsonObject sent, JsonObject shown)
    {
        foreach (var (field, value) in sent.Where(field => field.Key is not "psk" && !field.Key.StartsWith("eip", StringComparison.Ordinal)))
        {
            if (field == "ikepolicy")
            {
                // Some clients send it back from other servers; here it is none of its members.
                value!.AsObject().Remove("pfs");
            }
            if (value is JsonObject group)
            {
                ReadsBack($"{name}: {field}", group, shown[field]!.AsObject());
                continue;
            }
            var expected = field == "style" ? value!.ToJsonString().ToUpperInvariant() : value!.ToJsonString();
            (shown[field]?.ToJsonString()).ShouldBe(expected, $"{name}: {field}");
        }
        shown.ContainsKey("psk").ShouldBeFalse(name);
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

    private string Fill(string text) => Place().Replace(
        text.Replace("{project}", _system.Admin.ProjectId, StringComparison.Ordinal),
        match => Value(match.Groups[1].Value, match.Groups[2].Value));

    private string Value(string what, string step)
    {
        if (what == "id")
        {
            return _ids[step];
        }
        var shown = _answers[step].AsObject();
        if (what.StartsWith("connection", StringComparison.Ordinal))
        {
            return shown["vpn_connections"]![what == "connection1" ? 0 : 1]!["id"]!.GetValue<string>();
        }
        // The SDK encodes what it puts into a query.
        return shown["page_info"]?[what]?.GetValue<string>() is { } marker ? Uri.EscapeDataString(marker) : shown.First().Value![what]!["id"]!.GetValue<string>();
    }

    // {id:STEP}: the id of what the step made; {eip1:STEP}: the id of the EIP it showed; {next_marker:STEP}: where its page
    // ended; {connection1:STEP}: the first of those that a batch made.
    [GeneratedRegex(@"\{(id|eip1|eip2|next_marker|connection1|connection2):(\w+)\}")]
    private static partial Regex Place();
}
