using System.Text.Json;
using System.Text.Json.Nodes;

namespace VpnMesh.Contract.Tests;

/// <summary>
/// What a file of <c>Contract/Cases</c> says about an operation: valid requests by kind, what the generated tests of single fields need
/// beside the contract, and a case for every conditional sentence. Names of fields are below the resource in the body
/// (<c>eip1.id</c>), unless they begin with <c>path.</c>, <c>query.</c>, <c>header.</c> or <c>body.</c> Texts may hold placeholders, see <see cref="World"/>.
/// </summary>
/// <param name="Like">Another operation, whose kinds, facets and cases hold here as well.</param>
/// <param name="Observe">Path whose answer is the same before and after a request that is refused.</param>
/// <param name="Undo">Path that deletes what a successful request has created: <c>{id}</c>, and variables of the request.</param>
/// <param name="Settled">Values of <c>status</c> in which a resource is at rest.</param>
/// <param name="Repeatable">The kind of a request that can be made again and again, for every sort of caller; the first, unless said.</param>
/// <param name="Kinds">Valid requests.</param>
/// <param name="Facets">By name of the field.</param>
/// <param name="Cases">What the contract says in sentences.</param>
/// <param name="Elsewhere">
/// Error codes and fields of answers (<c>answer FIELD</c>) that cannot be seen from here, each with the test that holds it: <c>Class.Method</c>.
/// </param>
/// <param name="Never">
/// Error codes that nothing raises as yet, and fields of answers (<c>answer FIELD</c>) that have no value as yet, each with the reason; the
/// report names them.
/// </param>
internal sealed record CaseFile(
    string? Like = null,
    string? Observe = null,
    string? Undo = null,
    IReadOnlyList<string>? Settled = null,
    string? Repeatable = null,
    IReadOnlyDictionary<string, Sample>? Kinds = null,
    IReadOnlyDictionary<string, FacetData>? Facets = null,
    IReadOnlyList<Case>? Cases = null,
    IReadOnlyDictionary<string, string>? Elsewhere = null,
    IReadOnlyDictionary<string, string>? Never = null)
{
    private static readonly Dictionary<string, CaseFile> s_all = ContractOperation.All.Keys.ToDictionary(operation => operation, Read);

    public static CaseFile Of(string operation) => s_all[operation];

    /// <summary>The test that holds an error code or a field of the answer, or null.</summary>
    public string? TestOf(string what) => (Said(what, Elsewhere) ?? Said(what, Every.Elsewhere))?.Value;

    /// <summary>What nothing holds, which it is or is a part of, and the reason; or null.</summary>
    public KeyValuePair<string, string>? NeverRaised(string what) => Said(what, Never) ?? Said(what, Every.Never);

    /// <summary>Kinds, with those of the operation that this one is like.</summary>
    public IReadOnlyDictionary<string, Sample> AllKinds => Merge(LikeFile?.AllKinds, Kinds);

    public IReadOnlyDictionary<string, FacetData> AllFacets => Merge(LikeFile?.AllFacets, Facets);

    public IReadOnlyList<Case> AllCases => [.. (LikeFile?.AllCases ?? []).Where(old => old.Only is null), .. Cases ?? []];

    /// <summary>What holds for an error code of every operation that says nothing else: the file <c>every operation.json</c>.</summary>
    public static CaseFile Every { get; } = Read("every operation");

    private CaseFile? LikeFile => Like is null ? null : Of(Like);

    /// <summary>A request of a kind, ready to be changed.</summary>
    public JsonObject RequestOf(ContractOperation operation, string kind)
    {
        var sample = AllKinds[kind];
        var request = new JsonObject
        {
            ["path"] = sample.Path?.DeepClone() ?? new JsonObject(),
            ["query"] = sample.Query?.DeepClone() ?? new JsonObject(),
            ["header"] = sample.Header?.DeepClone() ?? new JsonObject(),
        };
        if (operation.Request.Count > 0)
        {
            request["body"] = new JsonObject();
            if (operation.RequestRoot != "")
            {
                JsonPlace.Set(request, $"body.{operation.RequestRoot}", new JsonObject());
            }
            foreach (var (name, value) in sample.Body ?? [])
            {
                JsonPlace.Set(request, operation.PlaceOf(name), value);
            }
        }
        return request;
    }

    /// <summary>What is said of a field is said of the fields below it as well.</summary>
    private static KeyValuePair<string, string>? Said(string what, IReadOnlyDictionary<string, string>? lines)
    {
        var said = (lines ?? new Dictionary<string, string>()).Where(line => what == line.Key
            || what.StartsWith(line.Key + ".", StringComparison.Ordinal) || what.StartsWith(line.Key + "[]", StringComparison.Ordinal)).ToArray();
        return said.Length == 0 ? null : said[0];
    }

    private static CaseFile Read(string operation)
    {
        var path = DataFile.Path("Cases", operation + ".json");
        return File.Exists(path) ? JsonSerializer.Deserialize<CaseFile>(File.ReadAllText(path), ContractOperation.Json)! : new CaseFile();
    }

    private static Dictionary<string, T> Merge<T>(IReadOnlyDictionary<string, T>? first, IReadOnlyDictionary<string, T>? second) =>
        new((first ?? new Dictionary<string, T>()).Where(entry => second?.ContainsKey(entry.Key) != true).Concat(second ?? new Dictionary<string, T>()));
}

/// <summary>A valid request. Its path may name more than the operation's, for <see cref="CaseFile.Observe"/>.</summary>
internal sealed record Sample(JsonObject? Path = null, JsonObject? Query = null, JsonObject? Header = null, JsonObject? Body = null);

/// <summary>A change of a request: what is set, and what is left out; and the error code, when it is refused nevertheless.</summary>
internal record Change(string? Kind = null, JsonObject? With = null, IReadOnlyList<string>? Without = null, string? Refused = null);

/// <summary>What the generated tests of a field need beside the contract.</summary>
/// <param name="Kind">The sample that is changed; the first that has the field, unless it is given here.</param>
/// <param name="With">What is set in it as well.</param>
/// <param name="Without">What is left out of it.</param>
/// <param name="Code">Error code of a value that is refused, VPN.0001 unless it is given here.</param>
/// <param name="Codes">Error codes by facet, such as <c>missing</c> or <c>enum</c>.</param>
/// <param name="Names">What the message names, if it is not the field.</param>
/// <param name="Echo">Whether an accepted value comes back as it was sent.</param>
/// <param name="Values">Changes that a value needs to be accepted.</param>
/// <param name="Item">Element of a long list; <c>{i}</c> is its number.</param>
/// <param name="OneSided">Bounds that no valid value reaches: only what is beyond is sent.</param>
/// <param name="Shortest">A value of the least length.</param>
/// <param name="Longest">A value of the greatest length.</param>
/// <param name="Good">Further values that are accepted.</param>
/// <param name="Bad">Further values that are refused.</param>
/// <param name="Instead">The cases that hold a facet which cannot be generated, by facet.</param>
internal sealed record FacetData(
    string? Kind = null,
    JsonObject? With = null,
    IReadOnlyList<string>? Without = null,
    string? Code = null,
    IReadOnlyDictionary<string, string>? Codes = null,
    string? Names = null,
    bool Echo = true,
    IReadOnlyDictionary<string, Change>? Values = null,
    JsonNode? Item = null,
    IReadOnlyList<string>? OneSided = null,
    JsonNode? Shortest = null,
    JsonNode? Longest = null,
    IReadOnlyList<JsonNode>? Good = null,
    IReadOnlyList<JsonNode>? Bad = null,
    IReadOnlyDictionary<string, string>? Instead = null) : Change(Kind, With, Without);

/// <summary>A case written by hand.</summary>
/// <param name="Covers">
/// Ids of the sentences it holds, such as <c>er_id Forbidden 1</c>, or of facets, <c>facet FIELD NAME</c>; with the operation and a colon
/// before it, of another operation.
/// </param>
/// <param name="Name">What it is about, where the sentences do not say.</param>
/// <param name="Each">Texts that <c>{each}</c> in this case stands for; the case is run with each of them.</param>
/// <param name="Given">What an administrator has set before, see <see cref="World.GivenAsync"/>.</param>
/// <param name="Kind">The sample that is changed.</param>
/// <param name="With">What is set in it.</param>
/// <param name="Without">What is left out of it.</param>
/// <param name="Refused">Error code, when it is refused.</param>
/// <param name="Says">What the message contains.</param>
/// <param name="Shows">Fields of the answer: a value, null for one that is absent, or a text that begins with <c>~</c> and is a pattern.</param>
/// <param name="Then">The same for the next read of <see cref="CaseFile.Observe"/>, once the resource is at rest.</param>
/// <param name="Only">The one operation that it is for, not those that are like it.</param>
internal sealed record Case(
    IReadOnlyList<string>? Covers = null,
    string? Name = null,
    IReadOnlyList<string>? Each = null,
    JsonObject? Given = null,
    string? Kind = null,
    JsonObject? With = null,
    IReadOnlyList<string>? Without = null,
    string? Refused = null,
    string? Says = null,
    JsonObject? Shows = null,
    JsonObject? Then = null,
    string? Only = null) : Change(Kind, With, Without, Refused)
{
    public IEnumerable<Case> Instances() => Each is null ? [this] : Each.Select(text =>
        JsonSerializer.Deserialize<Case>(
            JsonSerializer.Serialize(this with { Each = null }, ContractOperation.Json).Replace("{each}", text, StringComparison.Ordinal), ContractOperation.Json)!);
}
