using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The rules for changes of a server (contract: UpdateVpnServer).</summary>
internal static class VpnServerChangeRules
{
    private const string Server = VpnServerFieldRules.Server;
    private const string AuthType = $"{Server}.client_auth_type";

    /// <summary>Judges the request by itself.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1100</c>, <c>VPN.1103</c> to <c>VPN.1107</c>, <c>VPN.1118</c></exception>
    public static void Check(VpnServerChanges? changes)
    {
        var violations = new Violations();
        if (changes is null)
        {
            violations.Add(Server, "is required");
            violations.ThrowIfAny();
            return;
        }
        violations.OneOf(AuthType, changes.HasClientAuthType ? changes.ClientAuthType : null, ClientAuthTypes.All);
        var options = changes.SslOptions;
        violations.SslOptions(
            options?.HasProtocol == true ? options.Protocol : null,
            options?.HasPort == true ? options.Port : null,
            options?.HasEncryptionAlgorithm == true ? options.EncryptionAlgorithm : null);
        violations.DnsServers(changes.DnsServers?.Items ?? []);
        if (changes.HasClientAuthType && changes.ClientAuthType == ClientAuthTypes.Federated)
        {
            violations.IdpName(changes.HasIdpName ? changes.IdpName : null);
        }
        violations.ThrowIfAny();
        CheckBlocks(changes);
        if (changes.ServerCertificate is { Id: "" })
        {
            throw ErrorCatalogue.ServerCertificateMissing.For($"{Server}.server_certificate.id");
        }
    }

    /// <summary>Judges what is to become of a server.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1119</c>, <c>VPN.1122</c> to <c>VPN.1125</c></exception>
    public static void CheckChange(VpnServerRow before, VpnServerRow after)
    {
        if (after.ClientAuthType == ClientAuthTypes.Federated && after.IdpName != before.IdpName)
        {
            var violations = new Violations();
            violations.IdpName(after.IdpName);
            violations.ThrowIfAny();
        }
        ServerBlocks.CheckApart(after.ClientCidr, after.LocalSubnets.ToStrings());
        if (after.ClientAuthType != before.ClientAuthType)
        {
            RequireNothingOfType(before);
        }
    }

    private static void CheckBlocks(VpnServerChanges changes)
    {
        if (changes.HasClientCidr)
        {
            ServerBlocks.CheckClientCidr(changes.ClientCidr);
        }
        if (changes.LocalSubnets is not null)
        {
            ServerBlocks.CheckLocalSubnets(changes.LocalSubnets.Items);
        }
        if (changes is { HasClientCidr: true, LocalSubnets: { } localSubnets })
        {
            ServerBlocks.CheckApart(changes.ClientCidr, localSubnets.Items);
        }
    }

    private static void RequireNothingOfType(VpnServerRow server)
    {
        if (server is { ClientAuthType: ClientAuthTypes.Cert, CaCertificateNumber: > 0 })
        {
            throw ErrorCatalogue.ServerHasClientCas.For(AuthType);
        }
        if (server.ClientAuthType != ClientAuthTypes.LocalPassword)
        {
            return;
        }
        if (server.UserNumber > 0)
        {
            throw ErrorCatalogue.ServerHasUsers.For(AuthType);
        }
        if (server.GroupNumber > 0)
        {
            throw ErrorCatalogue.ServerHasGroups.For(AuthType);
        }
        if (server.PolicyNumber > 0)
        {
            throw ErrorCatalogue.ServerHasPolicies.For(AuthType);
        }
    }
}
