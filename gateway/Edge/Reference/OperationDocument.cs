using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Protos.Options.V1;
using FieldSchema = VpnMesh.Edge.Transcoding.FieldSchema;
using Operation = VpnMesh.Edge.Operations.Operation;

namespace VpnMesh.Edge.Reference;

/// <summary>Writes the operations of the document.</summary>
internal sealed class OperationDocument(OpenApiDocument document, ProtoComments comments)
{
    private readonly Schemas _schemas = new(document);

    public OpenApiOperation Of(Operation operation)
    {
        var request = new FieldRules(operation, Side.Request, comments);
        var (summary, description) = SummaryAndDescription(comments.Of(operation.Rpc));
        return new OpenApiOperation
        {
            OperationId = operation.Id,
            Summary = summary,
            Description = description,
            Tags = new HashSet<OpenApiTagReference> { new(TagOf(operation.Rpc.File), document) },
            Parameters = [.. Parameters(operation, request)],
            RequestBody = operation.Request.Body is null ? null : Body(operation, request),
            Responses = new OpenApiResponses
            {
                [$"{operation.SuccessStatus}"] = Success(operation),
                ["default"] = new OpenApiResponseReference(ErrorDocument.NameOf(operation), document),
            },
            Security = operation.Caller == Caller.Anyone ? [] : null,
        };
    }

    /// <summary>The tag of the operations of a file: its name, as each resource has a file.</summary>
    public static string TagOf(FileDescriptor file) => Path.GetFileNameWithoutExtension(file.Name).Replace('_', '-');

    // The first paragraph of a comment is the summary.
    private static (string Summary, string? Description) SummaryAndDescription(string comment)
    {
        var end = comment.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? (comment.TrimEnd('.'), null) : (comment[..end].TrimEnd('.'), comment[(end + 2)..]);
    }

    private IEnumerable<IOpenApiParameter> Parameters(Operation operation, FieldRules rules)
    {
        foreach (var field in operation.Request.Path)
        {
            yield return Parameter(field, field.Name, ParameterLocation.Path, rules);
        }
        foreach (var field in operation.Request.Query.Fields.ToArray())
        {
            yield return Parameter(field, field.Name, ParameterLocation.Query, rules);
        }
        foreach (var field in operation.Request.Headers.Where(field => !Credentials.Are(field.Header!)))
        {
            yield return Parameter(field, field.Header!, ParameterLocation.Header, rules);
        }
    }

    private OpenApiParameter Parameter(FieldSchema field, string name, ParameterLocation place, FieldRules rules) => new()
    {
        Name = name,
        In = place,
        Required = place == ParameterLocation.Path || rules.IsRequired(field),
        Description = rules.CommentOf(field),
        Schema = _schemas.OfParameter(field, rules),
    };

    private OpenApiRequestBody Body(Operation operation, FieldRules rules) => new()
    {
        Required = operation.Request.Body!.Fields.ToArray().Any(rules.IsRequired),
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [Answers.Json] = new OpenApiMediaType
            {
                Schema = _schemas.Of(operation.Rpc.InputType.Name, operation.Request.Body, rules),
                Examples = Examples.OfRequest(operation.Id),
            },
        },
    };

    private OpenApiResponse Success(Operation operation)
    {
        var rules = new FieldRules(operation, Side.Answer, comments);
        var response = new OpenApiResponse
        {
            Description = operation.SuccessStatus == StatusCodes.Status204NoContent ? "Done; there is no body." : "Done.",
            Headers = new Dictionary<string, IOpenApiHeader> { ["X-Request-Id"] = new OpenApiHeaderReference(ErrorDocument.RequestId, document) },
        };
        foreach (var field in operation.AnswerHeaders)
        {
            response.Headers[field.Header!] = new OpenApiHeader { Description = rules.CommentOf(field), Schema = _schemas.OfParameter(field, rules) };
        }
        if (operation.SuccessStatus != StatusCodes.Status204NoContent)
        {
            var schema = _schemas.Of(operation.Rpc.OutputType.Name, operation.Answer, rules);
            response.Content = new Dictionary<string, IOpenApiMediaType>
            {
                [Answers.Json] = new OpenApiMediaType { Schema = schema, Examples = Examples.OfAnswer(operation.Id) },
            };
        }
        return response;
    }
}
