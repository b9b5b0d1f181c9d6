using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    private const string FlavorField = "vpn_gateway.flavor";

    /// <summary>Changes the flavour of a gateway to one of its <c>supported_flavors</c>.</summary>
    public override async Task<UpdatePostpaidVgwSpecificationResponse> UpdatePostpaidVgwSpecification(
        UpdatePostpaidVgwSpecificationRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var flavor = CheckSpecification(request);
        var gateway = await ChangeAsync(context, request.VgwId, async before =>
        {
            caller.RequireRouterOf(before);
            var offered = await zones.AskAsync(caller, context.CancellationToken);
            RequireSupported(before, flavor, offered);
            before.RequireActive();
            RequireRoom(before, flavor, offered);
            return before with { Flavor = flavor.Name, ConnectionNumber = flavor.Connections };
        });
        return new UpdatePostpaidVgwSpecificationResponse { VpnGateway = VpnGatewayAnswers.Respecified(gateway) };
    }

    private static Flavor CheckSpecification(UpdatePostpaidVgwSpecificationRequest request)
    {
        var violations = new Violations();
        CheckId(violations, request.VgwId);
        if (request.VpnGateway is null)
        {
            violations.Add("vpn_gateway", "is required");
        }
        else if (!request.VpnGateway.HasFlavor)
        {
            violations.Add(FlavorField, "is required");
        }
        else
        {
            violations.OneOf(FlavorField, request.VpnGateway.Flavor, "Basic", "Professional1", "Professional2", "GM");
        }
        violations.ThrowIfAny();
        return Flavors.Find(request.VpnGateway!.Flavor)!;
    }

    private static void RequireSupported(VpnGatewayRow gateway, Flavor flavor, IReadOnlyList<Zone> offered)
    {
        var supported = SupportedFlavors.Of(gateway, offered).ToArray();
        if (!supported.Contains(flavor.Name))
        {
            var violations = new Violations();
            violations.Add(FlavorField, $"must be one of the supported_flavors of the gateway ({string.Join(", ", supported)})");
            violations.ThrowIfAny();
        }
    }

    private static void RequireRoom(VpnGatewayRow gateway, Flavor flavor, IReadOnlyList<Zone> offered)
    {
        var own = gateway.ZoneNames();
        var violations = new Violations();
        if (gateway.UsedConnectionNumber > flavor.Connections)
        {
            violations.Add(ErrorCatalogue.ConnectionLimit, FlavorField);
        }
        if (offered.Any(zone => zone.SoldOut && own.Contains(zone.Name)))
        {
            violations.Add(ErrorCatalogue.GatewayResources, FlavorField);
        }
        if (gateway.Eips().Any(eip => eip.BandwidthSize > flavor.Bandwidth))
        {
            violations.Add(ErrorCatalogue.EipBandwidth, FlavorField);
        }
        violations.ThrowIfAny();
    }
}
