using System.Text.Json.Nodes;
using Google.Protobuf;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity.OpenStack;

/// <summary>The body of Keystone's <c>POST /v3/auth/tokens</c>.</summary>
internal static class TokenBody
{
    private static readonly JsonFormatter s_formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    /// <param name="identity">Who.</param>
    /// <param name="scope">For what; null for none, also where the user has a project by default.</param>
    public static string Of(AuthIdentity identity, AuthScope? scope)
    {
        var body = JsonNode.Parse(s_formatter.Format(new CreateTokenRequest { Auth = new Auth { Identity = identity, Scope = scope } }))!;
        if (scope is null)
        {
            body["auth"]!["scope"] = new JsonObject { ["unscoped"] = new JsonObject() };
        }
        return body.ToJsonString();
    }
}
