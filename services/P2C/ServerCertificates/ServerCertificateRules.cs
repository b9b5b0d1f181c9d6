using System.Text.RegularExpressions;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>Which certificates the store takes, and which of them a server can be given.</summary>
internal static partial class ServerCertificateRules
{
    public const string Usable = "usable";
    private const string Revoked = "revoked";
    private const string Issuing = "issuing";
    private const string Field = "vpn_server.server_certificate.id";

    /// <summary>Whether a text can be the id of a certificate; others name none.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>Judges a registration, but for what the texts hold.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(RegisterServerCertificateRequest request)
    {
        var violations = new Violations();
        if (request.ProjectId.Length == 0)
        {
            violations.Add("project_id", "is required");
        }
        if (!IsId(request.CertificateId))
        {
            violations.Add("certificate_id", "must be 1 to 64 letters, digits, underscores and hyphens");
        }
        violations.Name("name", request.Name);
        violations.OneOf("state", request.State.Length > 0 ? request.State : null, Usable, Revoked, Issuing);
        violations.ThrowIfAny();
    }

    /// <summary>Refuses to give a server this certificate of the store.</summary>
    /// <param name="certificate">Null when the store has none of that id.</param>
    /// <param name="id">Its id.</param>
    /// <param name="time">It must be valid now.</param>
    /// <exception cref="DomainException"><c>VPN.1112</c>, <c>VPN.1110</c>, <c>VPN.0070</c>, <c>VPN.0071</c></exception>
    public static void RequireFitForServer(ServerCertificateRow? certificate, string id, TimeProvider time)
    {
        if (certificate is null)
        {
            throw ErrorCatalogue.ServerCertificateNotFound.For(Field, id);
        }
        var text = CertificateText.Read(Field, certificate.Content);
        if (certificate.State != Usable || certificate.ExpireTime < time.NowMs() || text.NotBefore > time.GetUtcNow())
        {
            throw ErrorCatalogue.ServerCertificateAbnormal.For(Field, id);
        }
        text.RequireKind();
    }

    [GeneratedRegex(@"\A[0-9A-Za-z_\-]{1,64}\z")]
    private static partial Regex Id();
}
