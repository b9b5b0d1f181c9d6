using System.Security.Cryptography;
using Scalar.AspNetCore;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Reference;

/// <summary>
/// The document for programs (<c>/openapi.json</c>, <c>/openapi.yaml</c>) and the page for people (<c>/reference</c>). Neither needs
/// credentials; the setting <c>REFERENCE</c> set to <c>false</c> leaves both out.
/// </summary>
internal static class ReferenceEndpoints
{
    private const string Setting = "REFERENCE";
    private const string Page = "/reference";
    private const string Document = "/openapi.json";

    /// <exception cref="InvalidOperationException">The setting is neither true nor false.</exception>
    public static void MapReference(this WebApplication app)
    {
        if (!IsWanted(app.Configuration[Setting]))
        {
            return;
        }
        var document = app.Services.GetRequiredService<PublishedDocument>();
        app.MapGet(Document, () => Results.Bytes(document.Json, Answers.Json)).WithMetadata(new OpenEndpoint());
        app.MapGet("/openapi.yaml", () => Results.Bytes(document.Yaml, "application/yaml")).WithMetadata(new OpenEndpoint());
        app.MapScalarApiReference(Page, Describe).WithMetadata(new OpenEndpoint());
    }

    private static bool IsWanted(string? setting) => string.IsNullOrEmpty(setting)
        || (bool.TryParse(setting, out var wanted)
            ? wanted
            : throw new InvalidOperationException("The setting VPNMESH_REFERENCE must be true or false."));

    // Nothing comes from elsewhere, and nothing is told to anybody: neither fonts nor usage nor an assistant.
    private static void Describe(ScalarOptions page, HttpContext context)
    {
        if (context.Request.RouteValues.ContainsKey("documentName"))
        {
            // There is one document; below the page there is nothing more.
            throw ErrorCatalogue.UnknownApi.With();
        }
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy = Policy(nonce);
        page.Nonce = nonce;
        page.Title = "VpnMesh";
        page.OpenApiRoutePattern = Document;
        page.DefaultFonts = false;
        page.Telemetry = false;
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        page.HideClientButton = true;
        page.Agent = new ScalarAgentOptions { Disabled = true };
        page.AddPreferredSecuritySchemes(Credentials.Token);
    }

    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
