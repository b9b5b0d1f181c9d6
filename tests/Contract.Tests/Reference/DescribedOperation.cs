using Microsoft.OpenApi;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>A field as the document has it; its path is spelled as in <see cref="ContractField"/>.</summary>
internal sealed record DescribedField(string Path, string? In, bool Required, string? Description, IOpenApiSchema Schema);

/// <summary>An operation as the document has it, with the fields of its parameters and bodies one by one.</summary>
internal sealed class DescribedOperation(string method, string path, OpenApiOperation operation)
{
    public string Id => operation.OperationId!;

    public string Method => method;

    public string Path => path;

    public string Success => operation.Responses!.Keys.Single(status => status != "default");

    public IReadOnlyList<DescribedField> Parameters { get; } = [.. (operation.Parameters ?? []).SelectMany(Parameter)];

    public IReadOnlyList<DescribedField> Request { get; } = Body(operation.RequestBody?.Content);

    public IReadOnlyList<DescribedField> Response { get; } =
        Body(operation.Responses!.Single(response => response.Key != "default").Value.Content);

    public OpenApiOperation Operation => operation;

    public static IReadOnlyList<DescribedOperation> Of(OpenApiDocument document) =>
        [.. document.Paths.SelectMany(path => path.Value.Operations!.Select(one => new DescribedOperation(one.Key.Method, path.Key, one.Value)))];

    private static IEnumerable<DescribedField> Parameter(IOpenApiParameter parameter) => WithElements(
        parameter.Name!, parameter.In!.Value.ToString().ToLowerInvariant(), parameter.Required, parameter.Description, parameter.Schema!);

    private static List<DescribedField> Body(IDictionary<string, IOpenApiMediaType>? content) =>
        content is null ? [] : [.. Members("", content["application/json"].Schema!)];

    private static IEnumerable<DescribedField> Members(string parent, IOpenApiSchema schema) =>
        (schema.Properties ?? new Dictionary<string, IOpenApiSchema>()).SelectMany(member => WithElements(
            parent == "" ? member.Key : $"{parent}.{member.Key}",
            null,
            schema.Required?.Contains(member.Key) == true,
            member.Value.Description,
            member.Value));

    private static IEnumerable<DescribedField> WithElements(string path, string? place, bool required, string? description, IOpenApiSchema schema)
    {
        yield return new DescribedField(path, place, required, description, schema);
        var below = schema.Items is { } items
            ? WithElements(path + "[]", place, false, null, items)
            : Members(path, schema);
        foreach (var field in below)
        {
            yield return field;
        }
    }
}
