namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>The operations of peer configurations; each is in a file of its name.</summary>
internal sealed partial class PeerConfigurationService(SiteToSiteDatabase database) : Protos.SiteToSite.V5.PeerConfigurations.PeerConfigurationsBase;
