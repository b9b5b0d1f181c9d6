using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.CustomerGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>
/// An IKE policy as it is stored: every member has its value. Those that the service filled in from the gateway or the customer
/// gateway are known by name, since another one brings another value.
/// </summary>
internal sealed record IkePolicies(IkePolicy Policy, IReadOnlySet<string> FilledIn)
{
    public const string LocalId = "local_id";
    private const string PeerIdType = "peer_id_type";
    private const string PeerId = "peer_id";

    /// <summary>The policy that holds when something is asked for.</summary>
    /// <param name="before">The policy so far; null for a new connection.</param>
    /// <param name="given">What was sent; null when nothing was.</param>
    /// <param name="kind">Gateway, customer gateway and style as they are to be.</param>
    /// <param name="localAddress">Address of the end point; empty while it has none.</param>
    public static IkePolicies Merge(IkePolicies? before, IkePolicy? given, ConnectionKind kind, string localAddress)
    {
        given ??= new IkePolicy();
        var merged = before?.Policy.Clone() ?? Defaults(kind);
        var filledIn = new HashSet<string>(before?.FilledIn ?? new HashSet<string>(), StringComparer.Ordinal);
        MergeMode(merged, given);
        if (given.HasAuthenticationAlgorithm)
        {
            merged.AuthenticationAlgorithm = given.AuthenticationAlgorithm;
        }
        if (given.HasEncryptionAlgorithm)
        {
            merged.EncryptionAlgorithm = given.EncryptionAlgorithm;
        }
        if (given.HasLifetimeSeconds)
        {
            merged.LifetimeSeconds = given.LifetimeSeconds;
        }
        if (given.Dpd is { } dpd)
        {
            merged.Dpd.MergeFrom(dpd);
        }
        if (!kind.IsGm)
        {
            if (given.HasDhGroup)
            {
                merged.DhGroup = given.DhGroup;
            }
            MergeLocal(merged, filledIn, before?.Policy, given, localAddress);
            MergePeer(merged, filledIn, before, given, kind.CustomerGateway);
        }
        return new IkePolicies(merged, filledIn);
    }

    /// <summary>What of a request contradicts the kind of connection or itself.</summary>
    /// <param name="violations">Takes what is found.</param>
    /// <param name="field">JSON path of the policy.</param>
    /// <param name="given">What was sent; null when nothing was.</param>
    /// <param name="kind">Gateway, customer gateway and style as they are to be.</param>
    /// <param name="isNew">Whether the connection is created: some of what has no effect is refused then.</param>
    public void Check(Violations violations, string field, IkePolicy? given, ConnectionKind kind, bool isNew)
    {
        given ??= new IkePolicy();
        violations.Forbid($"{field}.ike_version", kind.IsGm && given.IkeVersion == "v2", "v2", "the flavor of the gateway is GM");
        violations.Forbid($"{field}.phase1_negotiation_mode", kind.IsGm && given.Phase1NegotiationMode == "aggressive", "aggressive", "the flavor of the gateway is GM");
        if (isNew && given.HasPhase1NegotiationMode && Policy.IkeVersion == "v2")
        {
            violations.Add($"{field}.phase1_negotiation_mode", "is not allowed when ike_version is v2");
        }
        violations.National($"{field}.authentication_algorithm", given.HasAuthenticationAlgorithm ? given.AuthenticationAlgorithm : null, "sm3", kind.IsGm);
        violations.National($"{field}.encryption_algorithm", given.HasEncryptionAlgorithm ? given.EncryptionAlgorithm : null, "sm4", kind.IsGm);
        if (given.HasAuthenticationMethod && given.AuthenticationMethod != Policy.AuthenticationMethod)
        {
            violations.Add($"{field}.authentication_method", $"must be {Policy.AuthenticationMethod} on a gateway of this flavor, and cannot be changed");
        }
        if (!kind.IsGm)
        {
            CheckIdentities(violations, field, given, kind);
        }
    }

    private static IkePolicy Defaults(ConnectionKind kind)
    {
        var policy = new IkePolicy
        {
            IkeVersion = kind.IsGm ? "v1" : "v2",
            AuthenticationAlgorithm = kind.IsGm ? "sm3" : "sha2-256",
            EncryptionAlgorithm = kind.IsGm ? "sm4" : "aes-128",
            AuthenticationMethod = kind.IsGm ? "digital-envelope-v2" : "pre-share",
            LifetimeSeconds = 86400,
            Dpd = new Dpd { Timeout = 15, Interval = 30, Msg = "seq-hash-notify" },
        };
        if (!kind.IsGm)
        {
            policy.DhGroup = "group15";
            policy.LocalIdType = CustomerGatewayRules.Ip;
        }
        return policy;
    }

    private static void MergeMode(IkePolicy merged, IkePolicy given)
    {
        if (given.HasIkeVersion)
        {
            merged.IkeVersion = given.IkeVersion;
        }
        if (merged.IkeVersion == "v2")
        {
            merged.ClearPhase1NegotiationMode();
            return;
        }
        if (given.HasPhase1NegotiationMode)
        {
            merged.Phase1NegotiationMode = given.Phase1NegotiationMode;
        }
        else if (!merged.HasPhase1NegotiationMode)
        {
            merged.Phase1NegotiationMode = "main";
        }
    }

    private static void MergeLocal(IkePolicy merged, HashSet<string> filledIn, IkePolicy? before, IkePolicy given, string localAddress)
    {
        if (given.HasLocalIdType)
        {
            merged.LocalIdType = given.LocalIdType;
        }
        if (given.HasLocalId)
        {
            merged.LocalId = given.LocalId;
            filledIn.Remove(LocalId);
            return;
        }
        // While nothing is bound to the end point, the identity stays that of the last address.
        if (merged.LocalIdType == before?.LocalIdType && (localAddress.Length == 0 || !filledIn.Contains(LocalId)))
        {
            return;
        }
        merged.ClearLocalId();
        filledIn.Add(LocalId);
        if (merged.LocalIdType == CustomerGatewayRules.Ip && localAddress.Length > 0)
        {
            merged.LocalId = localAddress;
        }
    }

    private static void MergePeer(IkePolicy merged, HashSet<string> filledIn, IkePolicies? before, IkePolicy given, CustomerGatewayRow customerGateway)
    {
        if (given.HasPeerIdType)
        {
            merged.PeerIdType = given.PeerIdType;
            filledIn.Remove(PeerIdType);
        }
        else if (before is null || filledIn.Contains(PeerIdType))
        {
            merged.PeerIdType = customerGateway.IdType;
            filledIn.Add(PeerIdType);
        }
        if (given.HasPeerId)
        {
            merged.PeerId = given.PeerId;
            filledIn.Remove(PeerId);
            return;
        }
        if (merged.PeerIdType == before?.Policy.PeerIdType && !filledIn.Contains(PeerId))
        {
            return;
        }
        merged.ClearPeerId();
        filledIn.Add(PeerId);
        if (merged.PeerIdType == customerGateway.IdType)
        {
            merged.PeerId = customerGateway.IdValue;
        }
    }

    private void CheckIdentities(Violations violations, string field, IkePolicy given, ConnectionKind kind)
    {
        violations.Required($"{field}.local_id", Policy.LocalIdType != CustomerGatewayRules.Fqdn || Policy.HasLocalId, "local_id_type is fqdn");
        violations.Required(
            $"{field}.peer_id",
            Policy.PeerIdType != CustomerGatewayRules.Fqdn || Policy.HasPeerId,
            "peer_id_type is fqdn and the id_type of the customer gateway is ip");
        violations.Forbid($"{field}.peer_id_type", given.PeerIdType == "any", "any", "it is not the present value");
        CheckAddress(violations, $"{field}.local_id", Policy.LocalIdType, given.HasLocalId ? given.LocalId : null);
        CheckAddress(violations, $"{field}.peer_id", Policy.PeerIdType, given.HasPeerId ? given.PeerId : null);
    }

    private static void CheckAddress(Violations violations, string field, string type, string? id)
    {
        if (type == CustomerGatewayRules.Ip && id is not null && !AddressText.IsIpv4(id))
        {
            violations.Add(field, $"must be an IPv4 address when {field[(field.LastIndexOf('.') + 1)..]}_type is ip");
        }
    }
}
