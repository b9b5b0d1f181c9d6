using System.Text.Json.Nodes;

namespace VpnMesh.Contract.Tests;

/// <summary>
/// The tests that follow from the contract's plain words about a field: type, bounds, lengths, form, values, presence. Each is a facet
/// of the field; a facet makes one or several requests.
/// </summary>
internal sealed class Facets(ContractOperation operation)
{
    private static readonly JsonNode?[] Texts =
        ["", " ", "a b", "&", "<x>", "x", "\u00e4", "1.2.3", "1.2.3.256", "1.2.3.4/33", "1.2.3.4", "fe80::/129", "zz::/8", "6a4c1f", "\u540d", "a\nb"];

    private readonly CaseFile _file = CaseFile.Of(operation.Id);

    /// <summary>Names of the facets that a field has.</summary>
    public static IEnumerable<string> NamesOf(ContractField field)
    {
        var isPath = field.In == "path";
        (string Name, bool Has)[] all =
        [
            ("type", !isPath && !(field is { In: "query" or "header", Type: "string" or "array" })),
            ("null", field.In is null && !field.Path.EndsWith("[]", StringComparison.Ordinal)),
            ("missing", field.In is null && field.Required),
            ("minimum", field.Minimum is not null),
            ("maximum", field.Maximum is not null),
            ("minLength", !isPath && field.MinLength > 0),
            ("maxLength", !isPath && field.MaxLength is not null),
            ("form", field.Path != "project_id" && (field.Pattern ?? field.Format) is not null and not "int64" || field.AnyOf is { Count: > 0 }),
            ("enum", field.Enum is not null),
            ("minItems", field.MinItems > 0),
            ("maxItems", field.MaxItems is not null),
            ("default", field.Default is not null),
            ("unknown member", field.In is null && field.Type == "object"),
            ("unknown", isPath),
            ("accepted", true),
        ];
        return all.Where(facet => facet.Has).Select(facet => facet.Name);
    }

    public static string IdOf(ContractField field, string facet) => $"facet {field.In ?? "body"}.{field.Path} {facet}";

    /// <summary>Makes the change in a request, and answers it.</summary>
    public static JsonObject Change(ContractOperation operation, JsonObject request, Change change)
    {
        foreach (var name in change.Without ?? [])
        {
            JsonPlace.Remove(request, operation.PlaceOf(name));
        }
        foreach (var (name, value) in change.With ?? [])
        {
            JsonPlace.Set(request, operation.PlaceOf(name), value);
        }
        return request;
    }

    /// <summary>The requests of all facets that the data of the operation allow to be made; the report finds those that are missing.</summary>
    public IEnumerable<Probe> Probes() => operation.Sent.SelectMany(Probes);

    private IEnumerable<Probe> Probes(ContractField field)
    {
        var data = _file.AllFacets.GetValueOrDefault(operation.NameOf(field)) ?? new FacetData();
        var place = ContractOperation.PlaceOf(field);
        var kind = data.Kind ?? KindWith(place);
        if (kind is null)
        {
            return [];
        }
        var request = Changed(_file.RequestOf(operation, kind), data);
        var on = new FieldUnderTest(operation, field, data, place, request);
        return NamesOf(field).Where(facet => data.Instead?.ContainsKey(facet) != true).SelectMany(facet => Probes(on, facet));
    }

    private IEnumerable<Probe> Probes(FieldUnderTest on, string facet) => facet switch
    {
        "type" => OtherTypes(on.Field).Select(value => on.Refused(facet, value)),
        "null" => [on.LikeAbsent(facet, null)],
        "missing" => [on.Absent(facet, on.Refusal(facet))],
        "minimum" => on.Bound(facet, on.Field.Minimum - 1, on.Field.Minimum),
        "maximum" => on.Bound(facet, on.Field.Maximum + 1, on.Field.Maximum),
        "minLength" => Shortest(on, facet),
        "maxLength" => Longest(on, facet),
        "form" => Malformed(on).Select(value => on.Refused(facet, value)),
        "enum" => Values(on, facet),
        "minItems" => [operation.Method == "PUT" ? on.Refused(facet, new JsonArray()) : on.LikeAbsent(facet, new JsonArray())],
        "maxItems" => Long(on, facet),
        "default" => [on.Absent(facet, new Outcome.Accepted(on.Shown(on.Field.Default)))],
        "unknown member" => [on.Accepted(facet, JsonValue.Create("x"), ".no_such_member")],
        "unknown" => [Unknown(on, facet)],
        _ => [on.AsItIs(facet), .. (on.Data.Good ?? []).Select(value => on.Accepted(facet, value))],
    };

    private string? KindWith(string place) =>
        place.StartsWith("path.project_id", StringComparison.Ordinal)
            ? _file.AllKinds.Keys.FirstOrDefault()
            : _file.AllKinds.Keys.FirstOrDefault(kind => JsonPlace.Get(_file.RequestOf(operation, kind), place) is not null);

    private JsonObject Changed(JsonObject request, Change change) => Change(operation, request, change);

    private static IEnumerable<JsonNode?> OtherTypes(ContractField field)
    {
        JsonNode?[] all = ["x", 7, 1.5, true, new JsonObject(), new JsonArray()];
        var isQuery = field.In == "query";
        return all.Where(value => field.Type != value!.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => value.ToJsonString() == "7" ? "integer" : "number",
            System.Text.Json.JsonValueKind.Object => "object",
            System.Text.Json.JsonValueKind.Array => "array",
            _ => "boolean",
        }).Where(value => !isQuery || value is JsonValue);
    }

    private static IEnumerable<Probe> Shortest(FieldUnderTest on, string facet)
    {
        var tooShort = on.Field.MinLength == 1 ? "" : Stretched(on.Text, on.Field.MinLength!.Value - 1);
        return on.Bound(facet, tooShort, on.Data.Shortest ?? Stretched(on.Text, on.Field.MinLength!.Value));
    }

    private static IEnumerable<Probe> Longest(FieldUnderTest on, string facet)
    {
        var length = on.Field.MaxLength!.Value;
        return on.Bound(facet, Stretched(on.Text, length + 1), on.Data.Longest ?? Stretched(on.Text, length));
    }

    private static string Stretched(string text, int length)
    {
        var filler = text.Length > 0 && char.IsAsciiLetterOrDigit(text[^1]) ? text[^1] : 'a';
        return text.Length >= length ? text[..length] : text + new string(filler, length - text.Length);
    }

    private static IEnumerable<JsonNode?> Malformed(FieldUnderTest on)
    {
        var field = on.Field;
        var wrong = Texts.Append(on.Text + "\n").Where(text => !field.HasForm(text!.ToString())).Concat(on.Data.Bad ?? []);
        return field.In switch
        {
            "path" => ["x", "6a4c1f"],
            "header" => wrong.Where(value => value!.ToString().All(char.IsAscii) && value.ToString().All(letter => !char.IsControl(letter)) && value.ToString().Trim() != ""),
            "query" when field.Path.EndsWith("[]", StringComparison.Ordinal) => wrong.Where(value => value!.ToString() != ""),
            _ => wrong,
        };
    }

    private IEnumerable<Probe> Values(FieldUnderTest on, string facet)
    {
        yield return on.Refused(facet, on.Field.Type == "integer" ? 4711 : "no-such-value");
        if (on.Field.Type == "string")
        {
            yield return on.Refused(facet, "");
        }
        foreach (var value in on.Field.Enum!)
        {
            var change = on.Data.Values?.GetValueOrDefault(value.ToString());
            var request = change?.Kind is null ? on.Request.DeepClone().AsObject() : Changed(_file.RequestOf(operation, change.Kind), on.Data with { Kind = null });
            var changed = on with { Request = Changed(request, change ?? new Change()) };
            yield return change?.Refused is { } code ? changed.With(facet, value, new Outcome.Refused(code, "")) : changed.Accepted(facet, value);
        }
    }

    private static IEnumerable<Probe> Long(FieldUnderTest on, string facet)
    {
        if (on.Data.Item is not { } item)
        {
            return [];
        }
        var most = on.Field.MaxItems!.Value;
        return [on.Refused(facet, List(item, most + 1)), on.Accepted(facet, List(item, most))];
    }

    private static JsonArray List(JsonNode item, int length) => item is JsonArray all ? [.. all.Take(length).Select(each => each!.DeepClone())] : [.. Enumerable.Range(0, length).Select(index => JsonNode.Parse(item.ToJsonString().Replace("{i}", $"{index}", StringComparison.Ordinal)))];

    private static Probe Unknown(FieldUnderTest on, string facet) => on.Field.Path == "project_id"
        ? on.With(facet, "${another project}", new Outcome.Refused("VPN.0003", "Authentication failed"))
        : on.With(facet, "${uuid}", new Outcome.Refused(on.Data.Codes?.GetValueOrDefault(facet) ?? "VPN.0004", ""));

    /// <summary>A field within a valid request that has it.</summary>
    private sealed record FieldUnderTest(ContractOperation Operation, ContractField Field, FacetData Data, string Place, JsonObject Request)
    {
        /// <summary>The valid text, or nothing.</summary>
        public string Text => JsonPlace.Get(Request, Place)?.ToString() ?? "";

        public Outcome.Refused Refusal(string facet) =>
            (Data.Codes?.GetValueOrDefault(facet) ?? Data.Code) is { } code ? new(code, Data.Names ?? "") : new("VPN.0001", Data.Names ?? Field.Name);

        public Probe Refused(string facet, JsonNode? value) => With(facet, value, Refusal(facet));

        /// <summary>A value beyond a bound, and the one at the bound.</summary>
        public IEnumerable<Probe> Bound(string facet, JsonNode? beyond, JsonNode? at) =>
            Data.OneSided?.Contains(facet) == true ? [Refused(facet, beyond)] : [Refused(facet, beyond), Accepted(facet, at)];

        public Probe Accepted(string facet, JsonNode? value, string below = "") =>
            With(facet, value, new Outcome.Accepted(Echo: below == "" ? EchoPlace() : null), below);

        public Probe AsItIs(string facet) => Make(facet, "as it is", Request, new Outcome.Accepted(Echo: EchoPlace()));

        public Probe Absent(string facet, Outcome outcome) => Make(facet, "absent", WithoutIt(), outcome);

        public Probe LikeAbsent(string facet, JsonNode? value) => With(facet, value, new Outcome.LikeThat(WithoutIt()));

        public JsonObject? Shown(JsonNode? value) => AnswerPlace() is { } place ? new JsonObject { [place] = value?.DeepClone() } : null;

        public Probe With(string facet, JsonNode? value, Outcome outcome, string below = "")
        {
            var request = Request.DeepClone().AsObject();
            JsonPlace.Set(request, Place + below, value);
            return Make(facet, Short(value?.ToJsonString() ?? "null"), request, outcome);
        }

        private Probe Make(string facet, string about, JsonObject request, Outcome outcome) =>
            new(Operation.Id, $"{Operation.NameOf(Field)} {facet}: {about}", [IdOf(Field, facet)], request, outcome);

        private JsonObject WithoutIt()
        {
            var request = Request.DeepClone().AsObject();
            JsonPlace.Remove(request, Place);
            return request;
        }

        private string? EchoPlace() => Data.Echo && !Field.WriteOnly && Operation.Method != "GET" ? AnswerPlace() : null;

        private string? AnswerPlace()
        {
            if (Field.In is not null || Field.Path == Operation.RequestRoot)
            {
                return null;
            }
            var place = Operation.AnswerPlaceOf(Operation.NameOf(Field));
            return Operation.Response.Any(field => field.Path == place && field.Type != "object") ? place : null;
        }

        private static string Short(string text) => text.Length <= 60 ? text : $"{text[..50]}... ({text.Length})";
    }
}
