using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What tests have an administrator do at Governance.</summary>
internal static class InventoryActions
{
    private static readonly string[] AllFlavors = ["Basic", "Professional1", "Professional2", "GM", "Professional1-NonFixedIP", "Professional2-NonFixedIP"];
    private static int s_addresses;

    /// <summary>Registers an EIP with a bandwidth of its own, varied; answers its id.</summary>
    public static async Task<string> RegisterEipAsync(this TestSystem system, string projectId, Action<BoundEip>? vary = null)
    {
        // Addresses are used once in a system: 198.18.0.0/15 is far from the pool.
        var number = Interlocked.Increment(ref s_addresses);
        var eip = new BoundEip
        {
            Id = Examples.Id(),
            Type = "5_bgp",
            IpAddress = $"198.18.{number / 256}.{number % 256}",
            ChargeMode = "bandwidth",
            BandwidthId = Examples.Id(),
            BandwidthSize = 100,
            BandwidthName = "registered",
            ShareType = "PER",
        };
        vary?.Invoke(eip);
        await system.Inventory().RegisterEipAsync(
            new RegisterEipRequest { ProjectId = projectId, Eip = eip, PublicBorderGroup = "center" }, system.As(GatewayActions.Administrator));
        return eip.Id;
    }

    /// <summary>Registers a shared bandwidth of 200 Mbit/s; answers its id.</summary>
    public static async Task<string> RegisterBandwidthAsync(this TestSystem system, string projectId)
    {
        var id = Examples.Id();
        await system.Inventory().RegisterBandwidthAsync(
            new RegisterBandwidthRequest { ProjectId = projectId, BandwidthId = id, Name = "shared", Size = 200 }, system.As(GatewayActions.Administrator));
        return id;
    }

    /// <summary>Registers a zone that offers these flavours, or all, to gateways of the kind vpc and ipv4.</summary>
    public static async Task RegisterZoneAsync(this TestSystem system, string name, bool soldOut = false, params string[] flavors)
    {
        var offered = flavors.Length > 0 ? flavors : AllFlavors;
        var zone = new Zone
        {
            Name = name,
            PublicBorderGroup = "center",
            SoldOut = soldOut,
            Specs = { offered.Select(flavor => new ZoneSpec { Flavor = flavor, AttachmentType = "vpc", IpVersion = "ipv4" }) },
        };
        await system.Inventory().RegisterZoneAsync(new RegisterZoneRequest { Zone = zone }, system.As(GatewayActions.Administrator));
    }
}
