using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>
/// Valid requests to begin with: the samples of the contract's data, whose placeholders are filled with resources that are there. The
/// inventory is open: an id that is nobody's is as good as one that was registered.
/// </summary>
/// <param name="api">Makes the resources.</param>
/// <param name="samples">How many samples of each operation.</param>
internal sealed partial class Seeds(ApiClient api, int samples)
{
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, List<JsonObject>> _requests = [];
    private int _number;

    /// <summary>Ids that exist, of all kinds.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public string Project => api.Project;

    public async Task PrepareAsync()
    {
        foreach (var operation in ContractOperation.All.Values.OrderBy(operation => operation.Method == "POST" ? 0 : 1).ThenBy(operation => operation.Id, StringComparer.Ordinal))
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

    /// <summary>One of the valid requests of an operation, in <c>path</c>, <c>query</c>, <c>header</c> and <c>body</c>; empty where nobody knows any.</summary>
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

    private async Task<string> ValueAsync(string name)
    {
        var words = name.Split(' ', 3);
        if (words[0] is "n")
        {
            return $"{++_number}";
        }
        if (words[0] is "host")
        {
            return $"10.8.1.{++_number % 250}";
        }
        if (!_values.TryGetValue(name, out var value))
        {
            _values[name] = Guid.CreateVersion7().ToString();
            _values[name] = value = words.Length == 3 && ContractOperation.All.ContainsKey(words[1]) ? await CreateAsync(words[1], words[2].Split(':')[0]) : _values[name];
        }
        return value;
    }

    /// <summary>Creates a resource; where that does not succeed, an id that nobody has will do.</summary>
    private async Task<string> CreateAsync(string id, string kind)
    {
        var operation = ContractOperation.All[id];
        if (operation.Method != "POST" || !CaseFile.Of(id).AllKinds.ContainsKey(kind))
        {
            return Guid.CreateVersion7().ToString();
        }
        var request = (await FillAsync(CaseFile.Of(id).RequestOf(operation, kind)))!.AsObject();
        var path = Variable().Replace(operation.Path, match => request["path"]![match.Groups[1].Value]?.ToString() ?? api.Project);
        var answer = await api.SendAsync(HttpMethod.Post, path, request["body"]?.ToJsonString());
        return JsonPlace.Get(answer.Json, operation.AnswerPlaceOf("id"))?.ToString() ?? answer.Json?["job_id"]?.ToString() ?? Guid.CreateVersion7().ToString();
    }

    [GeneratedRegex(@"\$\{([^{}]+)\}")]
    private static partial Regex Dollar();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Variable();
}
