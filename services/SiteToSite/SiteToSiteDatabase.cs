using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite;

/// <summary>Store of the site-to-cloud service.</summary>
public sealed class SiteToSiteDatabase(IConfiguration settings) : Database("site-to-site", settings);
