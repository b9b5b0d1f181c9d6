namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The modes of a connection, as requests write them and rows keep them.</summary>
internal static class Styles
{
    public const string Policy = "policy";
    public const string Static = "static";
    public const string Bgp = "bgp";
    public const string PolicyTemplate = "policy-template";

    public static readonly string[] All = [Policy, Static, Bgp, PolicyTemplate];

    /// <summary>Whether the tunnel has an interface with addresses, and routes lead into it.</summary>
    public static bool IsRouteBased(string style) => style is Static or Bgp;
}
