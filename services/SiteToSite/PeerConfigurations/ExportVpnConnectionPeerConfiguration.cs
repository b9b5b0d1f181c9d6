using System.Net;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

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
        var side = await database.ReadAsync(session => FindSideAsync(session, caller.ProjectId, id), context.CancellationToken)
            ?? throw ErrorCatalogue.NotFound.With();
        return new ExportVpnConnectionPeerConfigurationResponse { PeerConfig = PeerConfigurationRenderer.Render(side, Device(request)) };
    }

    // Whether there is such a connection is told only to those who may use the action everywhere in the project.
    private async Task RequireAccessAsync(CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return;
        }
        caller.RequireAccess(await database.ReadAsync(
            session => session.FindEnterpriseProjectOfConnectionAsync(caller.ProjectId, id), cancellationToken));
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

    private static async Task<PeerSide?> FindSideAsync(Session session, string projectId, string id)
    {
        if (await session.FindVpnConnectionAsync(projectId, id) is not { } connection)
        {
            return null;
        }
        var gateway = await session.FindVpnGatewayAsync(projectId, connection.VgwId);
        var customer = await session.FindCustomerGatewayAsync(projectId, connection.CgwId);
        return ToSide(connection, gateway!, customer!);
    }

    private static PeerSide ToSide(VpnConnectionRow connection, VpnGatewayRow gateway, CustomerGatewayRow customer) => new()
    {
        ConnectionId = connection.Id,
        ConnectionName = connection.Name,
        Style = connection.Style,
        GatewayAddress = IPAddress.TryParse(ConnectionKind.AddressOf(gateway, connection.Slot), out var address) ? address : null,
        CustomerAddress = customer.IdType == CustomerGatewayRules.Ip ? IPAddress.Parse(customer.IdValue) : null,
        GatewaySubnets = Blocks(gateway.Subnets()),
        CustomerSubnets = Blocks([.. connection.PeerSubnets.ToStrings(), .. connection.PeerSubnetsV6.ToStrings()]),
        Rules = [.. connection.PolicyRules.ToRules().Concat(connection.PolicyRulesV6.ToRules())
            .Select(rule => new PolicyBlocks(rule.Source.ToNetwork(), Blocks(rule.Destination)))],
        GatewayTunnelAddress = IPAddress.Parse(TunnelAddresses.WithoutMask(connection.TunnelLocalAddress)),
        CustomerTunnelAddress = IPAddress.Parse(TunnelAddresses.WithoutMask(connection.TunnelPeerAddress)),
        GatewayAsn = gateway.BgpAsn,
        CustomerAsn = customer.BgpAsn,
        Ike = connection.Ike(),
        Ipsec = connection.Ipsec(),
    };

    private static IReadOnlyList<IPNetwork> Blocks(IReadOnlyList<string> texts) => [.. texts.Select(text => text.ToNetwork())];
}
