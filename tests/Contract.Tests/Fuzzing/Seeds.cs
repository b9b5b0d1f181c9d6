using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.P2C.Tests.ClientCaCertificates;
using VpnMesh.SiteToSite.Tests.CustomerGateways;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>
/// Valid requests to begin with: the samples of the contract's data, whose placeholders are filled with resources that are there. The
/// inventory is open: an id that is nobody's is as good as one that was registered.
/// </summary>
/// <param name="api">Makes the resources.</param>
/// <param name="samples">How many samples of each operation.</param>
internal sealed partial class Seeds(ApiClient api, int samples)
{
    private const int Patience = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, string> _paths = [];
    private readonly Dictionary<string, List<JsonObject>> _requests = [];
    private int _number;

    /// <summary>Ids that exist, of all kinds.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public string Project => api.Project;

    public async Task PrepareAsync()
    {
        // What is created is there before it is asked for.
        foreach (var operation in ContractOperation.All.Values.OrderBy(operation => operation.Method != "POST").ThenBy(operation => operation.Id))
        {
            _requests[operation.Id] = [];
            var kinds = CaseFile.Of(operation.Id).AllKinds;
            foreach (var kind in kinds.Keys.Take(samples))
            {
                _requests[operation.Id].Add((await FillAsync(CaseFile.Of(operation.Id).RequestOf(operation, kind)))!.AsObject());
            }
        }
        Ids = [.. _values.Values.Where(value => Guid.TryParse(value, out _)).Distinct()];
    }

    /// <summary>
    /// One of the valid requests of an operation, in <c>path</c>, <c>query</c>, <c>header</c> and <c>body</c>; empty where nobody knows any.
    /// </summary>
    public JsonObject Of(FuzzOperation operation, Random random)
    {
        if (_requests.GetValueOrDefault(operation.Id) is not { Count: > 0 } known)
        {
            return new JsonObject { ["path"] = new JsonObject(), ["query"] = new JsonObject(), ["header"] = new JsonObject() };
        }
        return known[random.Next(known.Count)].DeepClone().AsObject();
    }

    private async Task<JsonNode?> FillAsync(JsonNode? node) => node switch
    {
        JsonObject members => await FillAsync(members),
        JsonArray elements => await FillAsync(elements),
        JsonValue value when value.TryGetValue<string>(out var text) => await FillAsync(text),
        _ => node?.DeepClone(),
    };

    private async Task<JsonNode> FillAsync(JsonObject members)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in members)
        {
            copy[name] = await FillAsync(value);
        }
        return copy;
    }

    private async Task<JsonNode> FillAsync(JsonArray elements)
    {
        var copy = new JsonArray();
        foreach (var element in elements)
        {
            copy.Add(await FillAsync(element));
        }
        return copy;
    }

    private async Task<JsonNode> FillAsync(string text)
    {
        foreach (var match in Dollar().Matches(text).Cast<Match>())
        {
            text = text.Replace(match.Value, await ValueAsync(match.Groups[1].Value), StringComparison.Ordinal);
        }
        return text;
    }

    private async Task<string> ValueAsync(string name) => name.Split(' ')[0] switch
    {
        "n" => $"{++_number}",
        "host" => $"10.8.1.{++_number % 250}",
        "uuid" or "eip" => NewId(),
        "ca" => CaCertificates.Pem(),
        "pem" => TestCertificates.Rsa(),
        "one" or "spare" or "new" or "bare" or "frozen" or "deletable" or "unsettled" => await FoundAsync(name.Split(": ")),
        _ => _values.TryGetValue(name, out var kept) ? kept : _values[name] = NewId(),
    };

    /// <summary>The id of a resource that is there, or a field of it.</summary>
    private async Task<string> FoundAsync(string[] place)
    {
        var id = await MadeAsync(place[0]);
        if (place.Length == 1)
        {
            return id;
        }
        var name = string.Join(": ", place);
        if (!_values.TryGetValue(name, out var value))
        {
            _values[name] = value = _paths.TryGetValue(id, out var path) ? await FieldAsync(path, place[1]) : NewId();
        }
        return value;
    }

    private async Task<string> MadeAsync(string name)
    {
        if (!_values.TryGetValue(name, out var id))
        {
            // Whoever asks for itself on the way gets nobody's id.
            _values[name] = NewId();
            var words = name.Split(' ', 3);
            _values[name] = id = await CreateAsync(ContractOperation.All[words[1]], words[2]);
        }
        return id;
    }

    private async Task<string> FieldAsync(string path, string place)
    {
        for (var again = 0; again < Patience; again++)
        {
            var answer = await api.GetAsync(path);
            if (JsonPlace.Get(World.Resource(answer.Json), place) is { } value)
            {
                return value.ToString();
            }
            if (answer.Status != System.Net.HttpStatusCode.OK)
            {
                break;
            }
            await Task.Delay(s_pause);
        }
        return NewId();
    }

    /// <summary>Creates a resource; where that does not succeed, an id that nobody has will do.</summary>
    private async Task<string> CreateAsync(ContractOperation operation, string kind)
    {
        var file = CaseFile.Of(operation.Id);
        if (!file.AllKinds.ContainsKey(kind))
        {
            return NewId();
        }
        var request = (await FillAsync(file.RequestOf(operation, kind)))!.AsObject();
        var path = Variable().Replace(operation.Path, match => request["path"]![match.Groups[1].Value]?.ToString() ?? api.Project);
        var answer = await api.SendAsync(HttpMethod.Post, path, request["body"]?.ToJsonString());
        for (var again = 0; again < Patience && $"{answer.Json?["error_msg"]}".Contains("not ready", StringComparison.Ordinal); again++)
        {
            await Task.Delay(s_pause);
            answer = await api.SendAsync(HttpMethod.Post, path, request["body"]?.ToJsonString());
        }
        var id = JsonPlace.Get(answer.Json, operation.AnswerPlaceOf("id"))?.ToString() ?? answer.Json?["job_id"]?.ToString() ?? NewId();
        _paths[id] = World.Filled((file.Undo ?? file.Observe ?? "").Replace("{id}", id, StringComparison.Ordinal), request);
        return id;
    }

    private static string NewId() => Guid.CreateVersion7().ToString();

    [GeneratedRegex(@"\$\{([^{}]+)\}")]
    private static partial Regex Dollar();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Variable();
}
