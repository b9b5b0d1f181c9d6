using System.Security.Cryptography;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The CA certificates that a new server is given for the certificates of its clients, and those that servers have.</summary>
internal static class ServerClientCas
{
    private const string Field = $"{VpnServerFieldRules.Server}.client_ca_certificates";

    /// <summary>Reads and judges the texts.</summary>
    /// <exception cref="DomainException"><c>VPN.0070</c> to <c>VPN.0077</c></exception>
    public static IReadOnlyList<CertificateText> Read(IReadOnlyList<NewClientCaCertificate> given, DateTimeOffset now)
    {
        var texts = new List<CertificateText>();
        foreach (var (index, certificate) in given.Index())
        {
            var text = CertificateText.Read($"{Field}[{index}].content", certificate.Content);
            text.RequireShowable();
            text.Require(text.IsCa, ErrorCatalogue.CertificateNotCa);
            text.RequireKind();
            text.CheckValidity(now);
            text.Require(texts.All(other => other.Fingerprint != text.Fingerprint), ErrorCatalogue.CertificateDuplicate);
            texts.Add(text);
        }
        return texts;
    }

    /// <summary>Writes the certificates of a new server, in the order in which they were given.</summary>
    /// <param name="session">Transaction that creates the server.</param>
    /// <param name="server">The server.</param>
    /// <param name="given">As the caller sent them.</param>
    /// <param name="texts">What <see cref="Read"/> made of them.</param>
    /// <param name="time">For their ids.</param>
    public static Task InsertClientCasAsync(
        this Session session, VpnServerRow server, IReadOnlyList<NewClientCaCertificate> given, IReadOnlyList<CertificateText> texts, TimeProvider time) =>
        session.InsertAllAsync(
            "client_ca_certificate",
            "id, project_id, vpn_server_id, name, fingerprint, content, serial_number, signature_algorithm, issuer, subject, expire_time, created_at, updated_at",
            [.. given.Zip(texts, (certificate, text) => Row(server, certificate, text, time.NewId()))]);

    /// <summary>The CA certificates of servers, each server's in the order in which it got them.</summary>
    public static async Task<ILookup<string, ServerClientCa>> ListClientCasAsync(this Session session, string[] serverIds) =>
        (await session.QueryAsync<ServerClientCa>(
            "SELECT * FROM client_ca_certificate WHERE vpn_server_id IN @serverIds ORDER BY created_at, id", new { serverIds }))
        .ToLookup(certificate => certificate.VpnServerId);

    private static ServerClientCa Row(VpnServerRow server, NewClientCaCertificate given, CertificateText text, string id) => new()
    {
        Id = id,
        ProjectId = server.ProjectId,
        VpnServerId = server.Id,
        Name = given.HasName ? given.Name : "ca-cert-" + RandomNumberGenerator.GetHexString(4, lowercase: true),
        Fingerprint = text.Fingerprint,
        Content = text.Pem,
        SerialNumber = text.SerialNumber,
        SignatureAlgorithm = text.SignatureAlgorithm!,
        Issuer = text.Issuer,
        Subject = text.Subject,
        ExpireTime = text.NotAfter.ToUnixTimeMilliseconds(),
        CreatedAt = server.CreatedAt,
        UpdatedAt = server.CreatedAt,
    };
}

/// <summary>A row of <c>client_ca_certificate</c>; see its migration for the columns.</summary>
internal sealed record ServerClientCa
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VpnServerId { get; init; }
    public required string Name { get; init; }
    public required string Fingerprint { get; init; }
    public required string Content { get; init; }
    public required string SerialNumber { get; init; }
    public required string SignatureAlgorithm { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required long ExpireTime { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}
