using System.Text.RegularExpressions;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>The rules of form of requests about customer gateways.</summary>
internal static partial class CustomerGatewayRules
{
    public const string Ip = "ip";
    public const string Fqdn = "fqdn";
    public const string ContentField = "customer_gateway.ca_certificate.content";
    public const string CertificateIdField = "customer_gateway.ca_certificate.id";
    private const long GreatestAsn = 4294967295;
    private const int LongestIdentifier = 128;
    private const int LongestCertificate = 8192;

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(NewCustomerGateway? gateway)
    {
        var violations = new Violations();
        if (gateway is null)
        {
            violations.Add("customer_gateway", "is required");
            violations.ThrowIfAny();
            return;
        }
        violations.Name("customer_gateway.name", gateway.HasName ? gateway.Name : null);
        violations.OneOf("customer_gateway.id_type", gateway.HasIdType ? gateway.IdType : null, Ip, Fqdn);
        Identifier(violations, gateway);
        violations.Between("customer_gateway.bgp_asn", gateway.HasBgpAsn ? gateway.BgpAsn : null, 1, GreatestAsn);
        Certificate(violations, gateway.CaCertificate);
        violations.Tags("customer_gateway.tags", gateway.Tags);
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(string id, CustomerGatewayChanges? changes)
    {
        var violations = new Violations();
        violations.Uuid("customer_gateway_id", id);
        if (changes is null)
        {
            violations.Add("customer_gateway", "is required");
        }
        violations.Name("customer_gateway.name", changes is { HasName: true } ? changes.Name : null);
        Certificate(violations, changes?.CaCertificate);
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckId(string id)
    {
        var violations = new Violations();
        violations.Uuid("customer_gateway_id", id);
        violations.ThrowIfAny();
    }

    private static void Identifier(Violations violations, NewCustomerGateway gateway)
    {
        const string idValue = "customer_gateway.id_value";
        var isFqdn = gateway.IdType == Fqdn;
        violations.Forbidden("customer_gateway.ip", isFqdn && gateway.HasIp, "id_type is fqdn");
        if (gateway.HasIdValue && isFqdn)
        {
            if (gateway.IdValue.Length is 0 or > LongestIdentifier || !FqdnCharacters().IsMatch(gateway.IdValue))
            {
                violations.Add(idValue, "must be 1 to 128 letters, digits and special characters other than blank and & < > [ ] \\ ? when id_type is fqdn");
            }
            return;
        }
        if (gateway.HasIdValue)
        {
            violations.Ipv4(idValue, gateway.IdValue);
            return;
        }
        violations.Required(idValue, !isFqdn && gateway.HasIp, isFqdn ? "id_type is fqdn" : "ip is missing");
        violations.Ipv4("customer_gateway.ip", gateway.HasIp && !isFqdn ? gateway.Ip : null);
    }

    private static void Certificate(Violations violations, NewCaCertificate? certificate)
    {
        if (certificate is null)
        {
            return;
        }
        if (certificate.HasId == certificate.HasContent)
        {
            violations.Add("customer_gateway.ca_certificate", "must have exactly one of id and content");
        }
        violations.Uuid(CertificateIdField, certificate.HasId ? certificate.Id : null);
        if (certificate.HasContent && certificate.Content.Length is 0 or > LongestCertificate)
        {
            violations.Add(ContentField, $"must be 1 to {LongestCertificate} characters long");
        }
    }

    [GeneratedRegex(@"\A[!-~-[&<>\[\]\\?]]+\z")]
    private static partial Regex FqdnCharacters();
}
