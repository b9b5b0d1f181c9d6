using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.PeerConfigurations;

internal sealed partial class PeerConfigurationService
{
    /// <summary>Every device whose configuration can be exported; the same for every project.</summary>
    public override Task<ListPeerConfigurationSupportedDevicesResponse> ListPeerConfigurationSupportedDevices(
        ListPeerConfigurationSupportedDevicesRequest request, ServerCallContext context)
    {
        context.Caller().RequireAccess(enterpriseProjectId: null);
        return Task.FromResult(new ListPeerConfigurationSupportedDevicesResponse { SupportedDevices = { PeerDevices.All.Select(ToAnswer) } });
    }

    private static SupportedDevice ToAnswer(PeerDevice device) => new()
    {
        Vendor = device.Vendor,
        Type = device.Type,
        Model = device.Model,
        Platform = device.Model,
        Version = device.Version,
    };
}
