using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.PeerConfigurations;

internal sealed partial class PeerConfigurationService
{
    /// <summary>The configuration of the customer's device for its end of a connection.</summary>
    public override async Task<ExportVpnConnectionPeerConfigurationResponse> ExportVpnConnectionPeerConfiguration(
        ExportVpnConnectionPeerConfigurationRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var id = request.VpnConnectionId.ToLowerInvariant();
        await RequireAccessAsync(caller, id, context.CancellationToken);
        CheckForm(request);
        var device = Device(request);
        var side = await database.ReadAsync(session => session.FindPeerSideAsync(caller.ProjectId, id), context.CancellationToken)
            ?? throw ErrorCatalogue.NotFound.With();
        return new ExportVpnConnectionPeerConfigurationResponse { PeerConfig = PeerConfigurationRenderer.Render(side, device) };
    }

    // Whether there is such a connection is told only to those who may use the action everywhere in the project.
    private async Task RequireAccessAsync(CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return;
        }
        caller.RequireAccess(Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindEnterpriseProjectOfConnectionAsync(caller.ProjectId, id), cancellationToken)
            : null);
    }

    private static void CheckForm(ExportVpnConnectionPeerConfigurationRequest request)
    {
        var violations = new Violations();
        violations.Uuid("vpn_connection_id", request.VpnConnectionId);
        Given(violations, "vendor", request.Vendor);
        Given(violations, "type", request.Type);
        Given(violations, "model", request.Model);
        Given(violations, "version", request.Version);
        violations.ThrowIfAny();
    }

    private static void Given(Violations violations, string field, string value)
    {
        if (value.Length == 0)
        {
            violations.Add(field, "is required");
        }
    }

    private static PeerDevice Device(ExportVpnConnectionPeerConfigurationRequest request)
    {
        if (PeerDevices.Find(request.Vendor, request.Type, request.Model, request.Version) is { } device)
        {
            return device;
        }
        var violations = new Violations();
        violations.Add("vendor", "must name a supported device together with type, model and version");
        violations.ThrowIfAny();
        throw new InvalidOperationException("A violation was added.");
    }
}
