using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>
/// Replays the requests of a file byte for byte over a bare connection. A step expects a status; GONE repeats it until it answers 404,
/// any other word until the resource has that status, <c>ONE>OTHER</c> allows only the first word until then. In a list the resource is the
/// one that the step named last made, or else the first.
/// </summary>
internal sealed partial class Replay
{
    private const string UserAgent = "example-client/1.0";
    private readonly MeshSystem _system;
    private readonly string[] _signed;
    private readonly bool _finalLineFeed;
    private readonly IReadOnlyList<string> _steps;
    private readonly Dictionary<string, string> _ids;
    private readonly ReadBack _sent = new();
    private readonly Dictionary<string, JsonNode> _answers = [];

    /// <param name="system">The system.</param>
    /// <param name="file">The file.</param>
    /// <param name="known">Ids of what is there already, by the names that steps have for it.</param>
    public Replay(MeshSystem system, string file, params (string Name, string Id)[] known)
    {
        _system = system;
        _ids = known.ToDictionary(one => one.Name, one => one.Id);
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
        var words = lines[0].Split(' ');
        var (name, expected) = (words[0], words[1]);
        var body = lines.Length > 2 ? Fill(lines[2]) + (_finalLineFeed ? "\n" : "") : "";
        var isStatus = int.TryParse(expected, out var status);
        var answer = isStatus ? await SendAsync(lines[1], body) : await PollAsync(lines[1], expected, words.ElementAtOrDefault(2));
        if (isStatus)
        {
            answer.Status.ShouldBe(status, $"{name}: {answer.Json?.ToJsonString()}");
        }
        if (answer.Json is not JsonObject shown)
        {
            RememberTags(lines[1], body);
            return;
        }
        _answers[name] = shown;
        if (body.Length > 0 && status < 400)
        {
            Remember(name, lines[1], JsonNode.Parse(body)!.AsObject(), shown);
        }
        _sent.Check(name, shown);
    }

    private async Task<RawAnswer> PollAsync(string line, string expected, string? madeBy)
    {
        var words = expected.Split('>');
        var seen = new HashSet<string>();
        RawAnswer? answer = null;
        await Eventually.Async(async () =>
        {
            answer = await SendAsync(line, "");
            if (expected == "GONE")
            {
                return answer.Status == 404;
            }
            var status = StatusOf(answer.Json, madeBy is null ? null : _ids.GetValueOrDefault(madeBy) ?? Value("job_id", madeBy));
            seen.Add(status ?? "");
            return status == words[^1];
        });
        if (words.Length > 1)
        {
            // Any other status is a failure to the client.
            seen.ShouldBeSubsetOf(words, line);
        }
        return answer.ShouldNotBeNull(line);
    }

    private static string? StatusOf(JsonNode? answer, string? id) => answer?.AsObject().First().Value switch
    {
        JsonObject resource => resource["status"]?.GetValue<string>(),
        JsonArray list => list.FirstOrDefault(one => id is null || one!["id"]!.GetValue<string>() == id)?["status"]?.GetValue<string>(),
        _ => null,
    };

    // Of a creation the id is in the answer, of a change in the path.
    private void Remember(string name, string line, JsonObject sent, JsonObject answered)
    {
        var (resource, fields) = sent.FirstOrDefault();
        if (fields is not JsonObject content)
        {
            return;
        }
        if ((answered[resource] as JsonObject)?["id"] is { } made)
        {
            _ids.TryAdd(name, made.GetValue<string>());
        }
        if ((_ids.GetValueOrDefault(name) ?? IdAtEndOf(line)) is { } id)
        {
            _sent.Sent(id, content);
        }
    }

    // Before, the client has removed those that were there.
    private void RememberTags(string line, string body)
    {
        if (line.EndsWith("/tags/create", StringComparison.Ordinal))
        {
            _sent.Sent(_ids[Place().Match(line).Groups[2].Value], JsonNode.Parse(body)!.AsObject());
        }
    }

    private string? IdAtEndOf(string line) =>
        line.EndsWith('}') && Place().Matches(line)[^1] is { } place && place.Groups[1].Value == "id" ? _ids[place.Groups[2].Value] : null;

    private async Task<RawAnswer> SendAsync(string line, string body)
    {
        var words = line.Split(' ');
        var (method, target) = (words[0], Fill(words[1]));
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
        if (words.Length == 3)
        {
            headers["X-Client-Token"] = Fill(words[2]);
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
        if (what == "token")
        {
            _ids.TryAdd($"token {step}", Guid.CreateVersion7().ToString());
            return _ids[$"token {step}"];
        }
        if (what == "id")
        {
            return _ids[step];
        }
        var shown = _answers[step].AsObject();
        if (what is "first" or "second")
        {
            return shown.Select(member => member.Value).OfType<JsonArray>().First()[what == "first" ? 0 : 1]!["id"]!.GetValue<string>();
        }
        if (what is "job_id")
        {
            return shown[what]!.GetValue<string>();
        }
        // The SDK encodes what it puts into a query.
        return shown["page_info"]?[what]?.GetValue<string>() is { } marker ? Uri.EscapeDataString(marker) : shown.First().Value![what]!["id"]!.GetValue<string>();
    }

    // {id:STEP}: the id of what the step made; {eip1:STEP}: the id of the EIP it showed; {next_marker:STEP}: where its page
    // ended; {first:STEP}: the first of the list that it showed; {job_id:STEP}: the job that it started; {token:NAME}: a key of one's own.
    [GeneratedRegex(@"\{(id|eip1|eip2|eip|next_marker|first|second|job_id|token):(\w+)\}")]
    private static partial Regex Place();
}
