using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    /// <summary>Takes the quota, then writes the connection; the agent of its end point sets it up later.</summary>
    public override async Task<CreateVpnConnectionResponse> CreateVpnConnection(CreateVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var wanted = request.VpnConnection;
        await database.RequireAccessAsync(caller, wanted?.VgwId ?? "", context.CancellationToken);
        var created = await CreateAsync(caller, [("vpn_connection", wanted)], context.CancellationToken);
        return new CreateVpnConnectionResponse { VpnConnection = created[0] };
    }

    /// <summary>Creates all of these connections, or none: the first that is refused decides the answer.</summary>
    private async Task<IReadOnlyList<VpnConnection>> CreateAsync(
        CallerContext caller, IReadOnlyList<(string Root, NewVpnConnection? Wanted)> wanted, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedConnection>();
        foreach (var (root, connection) in wanted)
        {
            planned.Add(await JudgeAsync(caller, root, connection, cancellationToken));
        }
        RequireDistinct(planned);
        await database.ReadAsync(
            async session =>
            {
                RequireRoom(await GatewayAsync(session, caller, planned[0]), planned.Count);
                return true;
            },
            cancellationToken);
        var reserved = new List<string>();
        try
        {
            var deadlines = await ReserveAsync(caller, planned, reserved, cancellationToken);
            var rows = await database.InGroupAsync(session => InsertAsync(session, caller, planned, deadlines), cancellationToken, planned[0].VgwId);
            return [.. rows.Zip(planned, (row, plan) => VpnConnectionAnswers.Created(row, plan.Wanted))];
        }
        catch (Exception exception) when (exception is DomainException or RpcException or OperationCanceledException)
        {
            // Surely not written: refusals by Governance (RpcException) come before that. After any other failure they may be: then the
            // reservations stay until Governance has asked for them.
            foreach (var id in reserved)
            {
                await governance.ReleaseUnwrittenAsync(id, caller);
            }
            throw;
        }
    }

    /// <summary>Judges one connection by all but the limits, so that the first thing wrong with it gives the answer.</summary>
    private async Task<PlannedConnection> JudgeAsync(CallerContext caller, string root, NewVpnConnection? wanted, CancellationToken cancellationToken)
    {
        NewVpnConnectionRules.Check(root, wanted);
        var id = time.NewId();
        var psk = wanted!.HasPsk ? keys.Seal(wanted.Psk, PskPurpose(id)) : null;
        var planned = new PlannedConnection(root, wanted, id, psk, wanted.HasName ? wanted.Name : PlannedConnection.GeneratedName());
        await database.ReadAsync(
            async session =>
            {
                var gateway = await GatewayAsync(session, caller, planned);
                var customerGateway = await session.FindCustomerGatewayAsync(caller.ProjectId, planned.CgwId) ?? throw ErrorCatalogue.NotFound.With();
                return await RowAsync(session, caller, planned, gateway, customerGateway);
            },
            cancellationToken);
        return planned;
    }

    private static async Task<VpnGatewayRow> GatewayAsync(Session session, CallerContext caller, PlannedConnection planned) =>
        await session.FindVpnGatewayAsync(caller.ProjectId, planned.VgwId) ?? throw ErrorCatalogue.NotFound.With();

    private async Task<VpnConnectionRow> RowAsync(
        Session session, CallerContext caller, PlannedConnection planned, VpnGatewayRow gateway, CustomerGatewayRow customerGateway)
    {
        var row = planned.ToRow(gateway, customerGateway, caller, time.NowMs());
        gateway.RequireOpen();
        if (planned.Wanted.HasName && await session.IsBeingCreatedAsync(row))
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        return row;
    }

    /// <summary>Of two elements of a batch that are the same creation, the second would find the first still being worked on.</summary>
    private static void RequireDistinct(List<PlannedConnection> planned)
    {
        var named = planned.Where(each => each.Wanted.HasName).ToArray();
        if (named.DistinctBy(each => (each.CgwId, each.Wanted.VgwIp.ToLowerInvariant(), each.Wanted.Name)).Count() < named.Length)
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
    }

    private static void RequireRoom(VpnGatewayRow gateway, int count)
    {
        if (gateway.UsedConnectionNumber + count > gateway.ConnectionNumber)
        {
            throw ErrorCatalogue.ConnectionLimit.With();
        }
    }

    private async Task<List<ReservationDeadline>> ReserveAsync(
        CallerContext caller, List<PlannedConnection> planned, List<string> reserved, CancellationToken cancellationToken)
    {
        var deadlines = new List<ReservationDeadline>();
        foreach (var connection in planned)
        {
            var asked = time.GetTimestamp();
            var answer = await governance.ReserveAsync("vpn_connection", connection.Id, caller, cancellationToken);
            reserved.Add(connection.Id);
            deadlines.Add(new ReservationDeadline(time, asked, answer.ValidMs));
        }
        return deadlines;
    }

    private async Task<VpnConnectionRow[]> InsertAsync(
        Session session, CallerContext caller, List<PlannedConnection> planned, List<ReservationDeadline> deadlines)
    {
        foreach (var deadline in deadlines)
        {
            deadline.Guard(session);
        }
        var gateway = await session.LockVpnGatewayAsync(caller.ProjectId, planned[0].VgwId) ?? throw ErrorCatalogue.NotFound.With();
        // All is judged again: until now nothing was locked.
        var rows = new List<VpnConnectionRow>();
        foreach (var connection in planned)
        {
            var customerGateway = await session.HoldCustomerGatewayAsync(caller.ProjectId, connection.CgwId) ?? throw ErrorCatalogue.NotFound.With();
            rows.Add(await RowAsync(session, caller, connection, gateway, customerGateway));
        }
        RequireRoom(gateway, planned.Count);
        await queue.RequireRoomAsync(session, gateway.Id);
        var written = await InsertAsync(session, gateway, rows);
        await session.RecountAsync(gateway.Id);
        session.AfterCommit(placements.Set);
        return written;
    }

    private async Task<VpnConnectionRow[]> InsertAsync(Session session, VpnGatewayRow gateway, List<VpnConnectionRow> rows)
    {
        var given = rows.Select(row => row.TunnelLocalAddress).Where(address => address.Length > 0);
        List<string> taken = [.. await session.ListTunnelAddressesAsync(gateway.Id), .. given];
        var written = new List<VpnConnectionRow>();
        foreach (var row in rows)
        {
            var connection = row;
            if (row.TunnelLocalAddress.Length == 0)
            {
                var (local, peer) = TunnelAddresses.Free(taken);
                connection = row with { TunnelLocalAddress = local, TunnelPeerAddress = peer };
            }
            taken.Add(connection.TunnelLocalAddress);
            await session.InsertAsync(connection);
            await events.AddCreatedAsync(session, connection);
            written.Add(connection);
        }
        return [.. written];
    }
}
