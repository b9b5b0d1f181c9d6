using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The CA certificates that a new server is given for the certificates of its clients.</summary>
internal static class NewClientCas
{
    private const string Field = $"{VpnServerFieldRules.Server}.client_ca_certificates";

    /// <summary>Reads the texts and judges all but their validity.</summary>
    /// <exception cref="DomainException"><c>VPN.0070</c>, <c>VPN.0071</c>, <c>VPN.0074</c> to <c>VPN.0077</c></exception>
    public static IReadOnlyList<CertificateText> Read(IReadOnlyList<NewClientCaCertificate> given)
    {
        var texts = given.Select((certificate, index) => ClientCaCertificateTexts.Read($"{Field}[{index}]", certificate)).ToArray();
        var fingerprints = new HashSet<string>();
        foreach (var text in texts)
        {
            text.Require(fingerprints.Add(text.Fingerprint), ErrorCatalogue.CertificateDuplicate);
        }
        return texts;
    }

    /// <exception cref="DomainException"><c>VPN.0072</c>, <c>VPN.0073</c></exception>
    public static void CheckValidity(IEnumerable<CertificateText> texts, DateTimeOffset now)
    {
        foreach (var text in texts)
        {
            text.CheckValidity(now);
        }
    }

    /// <summary>The certificates as they are stored, with ids that keep the order in which they were given.</summary>
    /// <param name="texts">What <see cref="Read"/> made of them.</param>
    /// <param name="given">As the caller sent them.</param>
    /// <param name="server">The server.</param>
    /// <param name="time">Clock.</param>
    public static IReadOnlyCollection<ClientCaCertificateRow> ToRows(
        IReadOnlyList<CertificateText> texts, IReadOnlyList<NewClientCaCertificate> given, VpnServerRow server, TimeProvider time)
    {
        var ids = texts.Select(_ => time.NewId()).Order(StringComparer.Ordinal).ToArray();
        return
        [
            .. texts.Select((text, index) => text.ToRow(given[index], server.ProjectId, server.Id, time) with
            {
                Id = ids[index],
                CreatedAt = server.CreatedAt,
                UpdatedAt = server.CreatedAt,
            }),
        ];
    }
}
