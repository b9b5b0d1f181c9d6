using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;

namespace VpnMesh.Edge.Reference;

/// <summary>What the document says of calls that fail, and of the header that all answers have.</summary>
internal static class ErrorDocument
{
    public const string RequestId = "XRequestId";
    private const string Error = "Error";
    private const string IdentityError = "IdentityError";

    public static string NameOf(Operation operation) => operation.IsIam ? IdentityError : Error;

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiHeader>(RequestId, new OpenApiHeader
        {
            Description = "Id of the request, 32 hexadecimal digits; the same as `request_id` where the body has one.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        document.AddComponent<IOpenApiSchema>(Error, Body());
        document.AddComponent<IOpenApiResponse>(Error, Response(document,
            "The call failed, and nothing was changed. The status goes with the code; codes that begin with `APIGW` come from the edge: "
            + "no valid credentials (401), no such path (404), too many calls (429, with `Retry-After`).",
            new("InvalidRequest", "400, a request that the service refuses", "VPN.0001", "invalid request: name must have 1 to 64 characters"),
            new("NotAllowed", "403, the caller lacks the action", "VPN.0003", "Authentication failed: vpn:vpnGateways:create is not granted"),
            new("NotFound", "404, no such resource in the project", "VPN.0004", "resource not found"),
            new("NotAuthenticated", "401, no valid credentials", "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail")));
        document.AddComponent<IOpenApiResponse>(IdentityError, Response(document,
            "The call failed, and nothing was changed. The status goes with the code.",
            new("InvalidBody", "400, a body of another form", "IAM.0011", "Request body is invalid."),
            new("NotAuthenticated", "401, no valid credentials", "IAM.0001", "The request you have made requires authentication.")));
    }

    private static OpenApiSchema Body() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["error_code"] = Text("Code of the error."),
            ["error_msg"] = Text("What is wrong, for people."),
            ["request_id"] = Text("Id of the request, as in the header `X-Request-Id`."),
        },
        Required = new HashSet<string> { "error_code", "error_msg", "request_id" },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiResponse Response(OpenApiDocument document, string description, params Failure[] failures) => new()
    {
        Description = description,
        Headers = new Dictionary<string, IOpenApiHeader> { ["X-Request-Id"] = new OpenApiHeaderReference(RequestId, document) },
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [Answers.Json] = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(Error, document),
                Examples = failures.ToDictionary(failure => failure.Name, IOpenApiExample (failure) => new OpenApiExample
                {
                    Summary = failure.Summary,
                    Value = new JsonObject
                    {
                        ["error_code"] = failure.Code,
                        ["error_msg"] = failure.Message,
                        ["request_id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
                    },
                }),
            },
        },
    };

    private sealed record Failure(string Name, string Summary, string Code, string Message);
}
