using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>The rules of form of requests about client CA certificates.</summary>
internal static class ClientCaCertificateRules
{
    /// <summary>Greatest number of client CA certificates of a server.</summary>
    public const int MostCertificates = 10;

    /// <summary>Where the operations about one certificate have it.</summary>
    public const string Field = "client_ca_certificate";

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(NewClientCaCertificate? certificate)
    {
        var violations = new Violations();
        violations.ClientCaCertificate(Field, certificate);
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(ClientCaCertificateChanges? changes)
    {
        var violations = new Violations();
        if (changes is null)
        {
            violations.Add(Field, "is required");
        }
        violations.PlainName($"{Field}.name", changes is { HasName: true } ? changes.Name : null);
        violations.ThrowIfAny();
    }

    /// <summary>The form of a certificate but for its text, which has codes of its own.</summary>
    /// <param name="violations">What is wrong so far.</param>
    /// <param name="field">JSON path of the certificate.</param>
    /// <param name="certificate">The certificate; null when it was not sent.</param>
    public static void ClientCaCertificate(this Violations violations, string field, NewClientCaCertificate? certificate)
    {
        if (certificate is null)
        {
            violations.Add(field, "is required");
            return;
        }
        violations.PlainName($"{field}.name", certificate.HasName ? certificate.Name : null);
        if (!certificate.HasContent)
        {
            violations.Add($"{field}.content", "is required");
        }
    }
}
