using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>Holds an operation of the document to the contract; each difference is a sentence that names operation and field.</summary>
internal sealed class Comparison(ContractOperation contract, DescribedOperation described)
{
    private readonly List<string> _differences = [];

    public static IReadOnlyList<string> Of(ContractOperation contract, DescribedOperation? described)
    {
        if (described is null)
        {
            return [$"{contract.Id} is missing"];
        }
        var comparison = new Comparison(contract, described);
        comparison.Run();
        return comparison._differences;
    }

    private void Run()
    {
        Same("", "method", described.Method, contract.Method);
        Same("", "path", described.Path, contract.Path);
        Same("", "success status", described.Success, contract.Success.ToString(CultureInfo.InvariantCulture));
        Compare("parameter", described.Parameters, contract.Parameters, isAnswer: false);
        Compare("request", described.Request, contract.Request, isAnswer: false);
        Compare("answer", described.Response, contract.Response, isAnswer: true);
    }

    private void Compare(string side, IReadOnlyList<DescribedField> fields, IReadOnlyList<ContractField> expected, bool isAnswer)
    {
        var known = fields.ToDictionary(field => (field.In, field.Path));
        foreach (var field in expected)
        {
            if (known.Remove((field.In, field.Path), out var found))
            {
                Compare($"{side} {field.Path}", found, field, isAnswer);
            }
            else if (!Excused.LeftOut.ContainsKey($"{contract.Id} {side} {field.Path}"))
            {
                _differences.Add($"{contract.Id}: {side} {field.Path} is missing");
            }
        }
        _differences.AddRange(known.Values.Select(extra => $"{contract.Id}: {side} {extra.Path} is not in the contract"));
    }

    private void Compare(string name, DescribedField found, ContractField expected, bool isAnswer)
    {
        var schema = found.Schema;
        // An answer may always have what the contract lets it leave out.
        Same(name, "required", found.Required && (expected.Required || !isAnswer), expected.Required);
        Same(name, "type", TypeOf(schema), expected.Type);
        Same(name, "range", RangeOf(schema), RangeOf(expected));
        Same(name, "values", Values(schema.Enum), Values(expected.Enum));
        // Only what can be left out has a default that matters.
        Same(name, "default", schema.Default?.ToJsonString(), isAnswer ? null : expected.Default?.ToJsonString());
        Same(name, "format", FormatOf(schema, expected), expected.Format);
        Same(name, "pattern", Patterns(schema), Excused.AsDescribed(Patterns(expected)));
        Same(name, "write-only", schema.WriteOnly, expected.WriteOnly);
        var description = Excused.OnOneLine(found.Description ?? "");
        _differences.AddRange(Excused.ToBeSaid(expected).Where(rule => !description.Contains(rule, StringComparison.Ordinal))
            .Select(rule => $"{contract.Id}: {name} does not say: {rule}"));
    }

    private void Same<T>(string field, string facet, T found, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
        {
            var (here, there) = (found?.ToString() ?? "not said", expected?.ToString() ?? "not said");
            _differences.Add($"{contract.Id}: {field} {facet} is {here}, in the contract {there}");
        }
    }

    // Null, and the texts that some booleans may also be, are beside the type.
    private static string TypeOf(IOpenApiSchema schema)
    {
        var type = schema.Type!.Value & ~JsonSchemaType.Null;
        return (type.HasFlag(JsonSchemaType.Boolean) ? JsonSchemaType.Boolean : type).ToString().ToLowerInvariant();
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Range(string? least, string? most) => $"{least ?? ""}..{most ?? ""}";

    private static string RangeOf(IOpenApiSchema schema) =>
        Range(schema.Minimum ?? Text(schema.MinLength ?? schema.MinItems), schema.Maximum ?? Text(schema.MaxLength ?? schema.MaxItems));

    // No text and no list has less than nothing.
    private static string RangeOf(ContractField field) => field.Type is "string" or "array"
        ? Range((field.MinLength ?? field.MinItems) is 0 ? null : Text(field.MinLength ?? field.MinItems), Text(field.MaxLength ?? field.MaxItems))
        : Range(field.Minimum?.ToString(CultureInfo.InvariantCulture), field.Maximum?.ToString(CultureInfo.InvariantCulture));

    private static string? Values(IEnumerable<JsonNode?>? values) =>
        values?.Select(value => value!.ToJsonString()).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } all ? string.Join(' ', all) : null;

    // The size of whole numbers is said even where the contract does not mention it.
    private static string? FormatOf(IOpenApiSchema schema, ContractField expected) =>
        expected.Format is null && TypeOf(schema) == "integer" ? null : schema.Format;

    private static string? Patterns(IOpenApiSchema schema) =>
        schema.AnyOf is { Count: > 0 } any ? string.Join(" or ", any.Select(one => one.Pattern)) : schema.Pattern;

    private static string? Patterns(ContractField field) =>
        field.AnyOf is { Count: > 0 } any ? string.Join(" or ", any.Select(one => one.Pattern)) : field.Pattern;
}
