namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>frr.conf of FRRouting: the routes beside the IPsec part of strongSwan or Libreswan.</summary>
internal static class FrRouting
{
    public static readonly PeerDevice Device = new()
    {
        Vendor = "FRRouting",
        Type = "Linux",
        Model = "frr.conf",
        Version = "8.4",
        Template = "frrouting",
        Comment = "! ",
        // It has no identities.
        Fqdn = _ => null,
    };
}
