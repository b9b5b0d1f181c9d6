using VpnMesh.SiteToSite.PeerConfigurations.Devices;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>The catalogue of supported devices.</summary>
internal static class PeerDevices
{
    public static readonly IReadOnlyList<PeerDevice> All =
    [
        StrongSwan.Device,
        Libreswan.Device,
        VyOs.Device,
        FrRouting.Device,
        CiscoIosXe.Device,
        JuniperSrx.Device,
        GenericText.Device,
    ];

    /// <summary>The device that these four name together, or null; they are told apart by case.</summary>
    public static PeerDevice? Find(string vendor, string type, string model, string version) =>
        All.FirstOrDefault(device => device.Vendor == vendor && device.Type == type && device.Model == model && device.Version == version);
}
