using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>IPsec policies as they are stored: every member has its value.</summary>
internal static class IpsecPolicies
{
    /// <summary>The policy that holds when something is asked for.</summary>
    /// <param name="before">The policy so far; null for a new connection.</param>
    /// <param name="given">What was sent; null when nothing was.</param>
    /// <param name="kind">Gateway, customer gateway and style.</param>
    public static IpsecPolicy Merge(IpsecPolicy? before, IpsecPolicy? given, ConnectionKind kind)
    {
        var merged = before?.Clone() ?? Defaults(kind);
        if (given is not null)
        {
            merged.MergeFrom(given);
        }
        if (kind.IsGm)
        {
            merged.ClearPfs();
        }
        return merged;
    }

    /// <summary>What of a request contradicts the kind of connection.</summary>
    public static void Check(Violations violations, string field, IpsecPolicy? given, ConnectionKind kind)
    {
        if (given is null)
        {
            return;
        }
        violations.National($"{field}.authentication_algorithm", given.HasAuthenticationAlgorithm ? given.AuthenticationAlgorithm : null, "sm3", kind.IsGm);
        violations.National($"{field}.encryption_algorithm", given.HasEncryptionAlgorithm ? given.EncryptionAlgorithm : null, "sm4", kind.IsGm);
    }

    /// <summary>The Chinese national algorithms are used on gateways of flavour GM, there alone and nothing else there.</summary>
    public static void National(this Violations violations, string field, string? value, string national, bool isGm)
    {
        if (value is not null && (value == national) != isGm)
        {
            violations.Add(field, isGm ? $"must be {national} when the flavor of the gateway is GM" : $"must not be {national} when the flavor of the gateway is not GM");
        }
    }

    /// <summary>A value that is not allowed here.</summary>
    public static void Forbid(this Violations violations, string field, bool given, string value, string when)
    {
        if (given)
        {
            violations.Add(field, $"must not be {value} when {when}");
        }
    }

    private static IpsecPolicy Defaults(ConnectionKind kind)
    {
        var policy = new IpsecPolicy
        {
            AuthenticationAlgorithm = kind.IsGm ? "sm3" : "sha2-256",
            EncryptionAlgorithm = kind.IsGm ? "sm4" : "aes-128",
            TransformProtocol = "esp",
            LifetimeSeconds = 3600,
            EncapsulationMode = "tunnel",
        };
        if (!kind.IsGm)
        {
            policy.Pfs = "group15";
        }
        return policy;
    }
}
