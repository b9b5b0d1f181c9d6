using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VpnMesh.Contract.Tests;

/// <summary>
/// A parameter (with its place <c>In</c>: path, query or header), or a field of a body, as the contract has it. In its path, <c>[]</c> behind the
/// name of a list stands for the elements. <c>Rules</c> are the sentences of its description that say when it is required, forbidden,
/// ignored or returned, or what it defaults to.
/// </summary>
internal sealed record ContractField(
    string Path,
    string Type,
    string? In = null,
    string? Format = null,
    IReadOnlyList<JsonValue>? Enum = null,
    long? Minimum = null,
    long? Maximum = null,
    int? MinLength = null,
    int? MaxLength = null,
    string? Pattern = null,
    int? MinItems = null,
    int? MaxItems = null,
    JsonValue? Default = null,
    bool WriteOnly = false,
    bool Required = false,
    IReadOnlyList<ContractField>? AnyOf = null,
    IReadOnlyList<string>? Rules = null)
{
    /// <summary>Name in error messages: the last part of the path, without the sign of a list.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..].Replace("[]", "", StringComparison.Ordinal);

    public string Parent => Path.EndsWith("[]", StringComparison.Ordinal) ? Path[..^2] : Path.LastIndexOf('.') is var dot and >= 0 ? Path[..dot] : "";

    /// <summary>Whether a text has the form that the field asks for, its length aside.</summary>
    public bool HasForm(string text) =>
        AnyOf is { Count: > 0 } alternatives
            ? alternatives.Any(alternative => alternative.HasForm(text))
            : (Pattern is null || Regex.IsMatch(text, Pattern.TrimEnd('$') + (Pattern.EndsWith('$') ? @"\z" : ""))) && HasFormat(text);

    private bool HasFormat(string text) => Format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "ipv4" => Regex.IsMatch(text, @"\A(\d{1,3}\.){3}\d{1,3}\z") && System.Net.IPAddress.TryParse(text, out _),
        "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}

/// <summary>A conditional sentence of a field; its id names field, kind and which of that kind it is: <c>er_id Forbidden 1</c>.</summary>
internal sealed record ContractSentence(string Id, ContractField Field, string Text);

/// <summary>An operation as the contract has it: what is sent, what comes back, and the codes of its errors.</summary>
internal sealed record ContractOperation(
    string Id,
    string Method,
    string Path,
    int Success,
    IReadOnlyList<string> Errors,
    IReadOnlyList<ContractField> Parameters,
    IReadOnlyList<ContractField> Request,
    IReadOnlyList<ContractField> Response)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The services whose operations are held here; one more file makes one more service.</summary>
    public static IReadOnlyList<string> Services { get; } = ["site-to-site", "p2c", "governance", "monitoring"];

    public static IReadOnlyDictionary<string, ContractOperation> All { get; } = Services.SelectMany(Read).ToDictionary(operation => operation.Id);

    /// <summary>The calls of the identity service, whose requests are held elsewhere.</summary>
    public static IReadOnlyList<ContractOperation> Identity { get; } = Read("identity");

    /// <summary>Where the fields of the resource begin in the request: <c>vpn_gateway</c>, <c>vpn_connections[]</c>, or nothing.</summary>
    public string RequestRoot { get; } = RootOf(Request);

    public string ResponseRoot { get; } = RootOf([.. Response.Where(field => field.Path is not ("request_id" or "page_info" or "total_count") && !field.Path.StartsWith("page_info.", StringComparison.Ordinal))]);

    /// <summary>Everything that can be sent.</summary>
    public IEnumerable<ContractField> Sent => Parameters.Concat(Request);

    /// <summary>Place of a field in a request of the tests: in <c>path</c>, <c>query</c>, <c>header</c> or <c>body</c>.</summary>
    public static string PlaceOf(ContractField field) => $"{field.In ?? "body"}.{field.Path}";

    /// <summary>Place of what the case files name: below the root of the body unless it begins with <c>path.</c>, <c>query.</c>, <c>header.</c> or <c>body.</c></summary>
    public string PlaceOf(string name) =>
        name.Split('.')[0] is "path" or "query" or "header" or "body" ? name : RequestRoot == "" ? $"body.{name}" : $"body.{RequestRoot}.{name}";

    /// <summary>What the case files call a field.</summary>
    public string NameOf(ContractField field) =>
        field.In is not null ? $"{field.In}.{field.Path}"
        : RequestRoot == "" ? field.Path
        : field.Path.StartsWith(RequestRoot + ".", StringComparison.Ordinal) ? field.Path[(RequestRoot.Length + 1)..]
        : $"body.{field.Path}";

    /// <summary>Place in the answer of what the case files name: below its root unless it begins with <c>body.</c></summary>
    public string AnswerPlaceOf(string name) =>
        name.StartsWith("body.", StringComparison.Ordinal) ? name["body.".Length..] : ResponseRoot == "" ? name : $"{ResponseRoot}.{name}";

    public IReadOnlyList<ContractSentence> RequestSentences => field ??= [.. Sent.SelectMany(sent => Sentences(sent, NameOf(sent)))];

    /// <summary>By the path of the field.</summary>
    public ILookup<string, ContractSentence> ResponseSentences =>
        field ??= Response.SelectMany(shown => Sentences(shown, shown.Path)).ToLookup(sentence => sentence.Field.Path);

    private static IEnumerable<ContractSentence> Sentences(ContractField field, string name) =>
        (field.Rules ?? []).GroupBy(rule => rule.Split(' ')[0])
            .SelectMany(kind => kind.Select((rule, index) => new ContractSentence($"{name} {kind.Key} {index + 1}", field, rule)));

    private static string RootOf(IReadOnlyList<ContractField> fields)
    {
        var top = fields.Where(field => field.Parent == "").ToArray();
        return top is not [{ Type: "object" or "array" } only] ? ""
            : only.Type == "object" ? only.Path
            : fields.Any(field => field.Path == only.Path + "[]" && field.Type == "object") ? only.Path + "[]" : "";
    }

    private static List<ContractOperation> Read(string service) =>
        JsonSerializer.Deserialize<List<ContractOperation>>(File.ReadAllText(DataFile.Path(service + ".json")), Json)!;
}

/// <summary>The files beside the tests.</summary>
internal static class DataFile
{
    public static string Path(params string[] parts) => System.IO.Path.Combine([AppContext.BaseDirectory, "Contract", .. parts]);
}
