using Microsoft.OpenApi;

namespace VpnMesh.Edge.Reference;

/// <summary>The ways to say who calls, as the document has them.</summary>
internal static class Credentials
{
    public const string Token = "Token";
    private const string Signature = "Signature";
    private const string SignatureDate = "SignatureDate";
    private const string SignatureProject = "SignatureProject";
    private const string TokenHeader = "X-Auth-Token";

    /// <summary>Whether a header says who calls, and so is none of the parameters of an operation that looks at it.</summary>
    public static bool Are(string header) => header.Equals(TokenHeader, StringComparison.OrdinalIgnoreCase);

    public static void AddTo(OpenApiDocument document)
    {
        Add(document, Token, TokenHeader,
            "Token from `POST /v3/auth/tokens`, which answers it in the header `X-Subject-Token`. It counts for the project or account that "
            + "it was asked for, for 24 hours.");
        Add(document, Signature, "Authorization",
            "Signature with an access key: `SDK-HMAC-SHA256 Access={access key}, SignedHeaders={names joined with ;}, Signature={64 "
            + "hexadecimal digits}`. The secret key is the HMAC key of the SHA-256 of the canonical "
            + "request. The SDKs of the API sign, and `deploy/signed-curl`.");
        Add(document, SignatureDate, "X-Sdk-Date", "Time of signing, UTC, `YYYYMMDDTHHMMSSZ`; always signed, and at most 15 minutes off.");
        Add(document, SignatureProject, "X-Project-Id", "Project that a signed call acts in; where it is sent it must be the one of the path.");
        document.Security = [Of(document, Token), Of(document, Signature, SignatureDate), Of(document, Signature, SignatureDate, SignatureProject)];
    }

    private static void Add(OpenApiDocument document, string name, string header, string description) =>
        document.AddComponent<IOpenApiSecurityScheme>(
            name,
            new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = header, Description = description });

    private static OpenApiSecurityRequirement Of(OpenApiDocument document, params string[] names)
    {
        var together = new OpenApiSecurityRequirement();
        foreach (var name in names)
        {
            together[new OpenApiSecuritySchemeReference(name, document)] = [];
        }
        return together;
    }
}
