namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>The status of a certificate on the wire: derived from desired and observed state on every read.</summary>
internal static class VpnGatewayCertificateStatus
{
    public const string Binding = "BINDING";
    public const string Bound = "BOUND";
    public const string Fault = "FAULT";

    /// <summary>What an end point reports of the generation that it reports.</summary>
    public const string Applied = "applied";

    /// <inheritdoc cref="Applied"/>
    public const string Failed = "failed";

    public static string Status(this VpnGatewayCertificateRow certificate)
    {
        string?[] states = [certificate.PresentState(1), certificate.PresentState(2)];
        if (states.Contains(Failed))
        {
            return Fault;
        }
        return states.All(state => state == Applied) ? Bound : Binding;
    }

    /// <summary>What the end point reported of the present generation; null when it has not reported that.</summary>
    private static string? PresentState(this VpnGatewayCertificateRow certificate, long slot)
    {
        var (generation, state) = slot == 1
            ? (certificate.ObservedGeneration1, certificate.ObservedState1)
            : (certificate.ObservedGeneration2, certificate.ObservedState2);
        return generation == certificate.Generation ? state : null;
    }
}
