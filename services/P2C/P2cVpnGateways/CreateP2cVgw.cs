using System.Security.Cryptography;
using Grpc.Core;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGateways;

internal sealed partial class P2cVpnGatewayService
{
    /// <summary>Reserves what the gateway needs, then writes it with its end point; an agent builds it later.</summary>
    public override Task<CreateP2cVgwResponse> CreateP2cVgw(CreateP2cVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        NewP2cVpnGatewayRules.Check(request.P2CVpnGateway);
        return clientTokens.OnceAsync(
            caller,
            nameof(CreateP2cVgw),
            request.HasClientToken ? request.ClientToken : null,
            request.P2CVpnGateway,
            claim => CreateAsync(caller, request.P2CVpnGateway, claim, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task<CreateP2cVgwResponse> CreateAsync(
        CallerContext caller, NewP2cVgw wanted, ClientTokenClaim claim, CancellationToken cancellationToken)
    {
        var id = time.NewId();
        var asked = time.GetTimestamp();
        var reserved = await governance.ReserveP2cVpnGatewayAsync(Reservation(id, wanted), caller, cancellationToken);
        var deadline = new ReservationDeadline(time, asked, reserved.ValidMs);
        var gateway = NewRow(id, caller, wanted, reserved);
        var answer = new CreateP2cVgwResponse { P2CVpnGateway = new P2cVgwReference { Id = id } };
        try
        {
            await database.InGroupAsync(session => InsertAsync(session, gateway, deadline, claim, answer), cancellationToken);
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            // Surely not written. After any other failure it may be: then the reservation stays until Governance has asked for it.
            await governance.ReleaseUnwrittenAsync(id, caller);
            throw;
        }
        return answer;
    }

    private async Task<bool> InsertAsync(
        Session session, P2cVpnGatewayRow gateway, ReservationDeadline deadline, ClientTokenClaim claim, CreateP2cVgwResponse answer)
    {
        deadline.Guard(session);
        await session.InsertAsync(gateway);
        await events.AddCreatedAsync(session, gateway);
        await claim.KeepAsync(session, answer);
        session.AfterCommit(placements.Set);
        return true;
    }

    private static ReserveP2cVpnGatewayRequest Reservation(string id, NewP2cVgw wanted) => new()
    {
        ResourceId = id,
        Flavor = P2cFlavor.Name,
        VpcId = wanted.VpcId,
        ConnectSubnet = wanted.ConnectSubnet,
        Zones = { wanted.AvailabilityZoneIds?.Items ?? [] },
        Eip = Wish(wanted.Eip),
        MaxBandwidthSize = P2cFlavor.Bandwidth,
    };

    private static EipWish Wish(NewP2cEip eip) => eip.HasId ? new EipWish { Id = eip.Id } : new EipWish
    {
        Type = eip.Type,
        ChargeMode = eip.HasChargeMode ? eip.ChargeMode : "bandwidth",
        BandwidthSize = eip.BandwidthSize,
        BandwidthName = eip.BandwidthName.Length > 0 ? eip.BandwidthName : GeneratedName("p2c-vpngw-bandwidth-"),
    };

    private P2cVpnGatewayRow NewRow(string id, CallerContext caller, NewP2cVgw wanted, ReserveP2cVpnGatewayResponse reserved)
    {
        var now = time.NowMs();
        return new P2cVpnGatewayRow
        {
            Id = id,
            ProjectId = caller.ProjectId,
            EnterpriseProjectId = wanted.HasEnterpriseProjectId ? wanted.EnterpriseProjectId : "0",
            Name = wanted.HasName ? wanted.Name : GeneratedName("p2c-vpngw-"),
            VpcId = wanted.VpcId,
            ConnectSubnet = wanted.ConnectSubnet,
            Flavor = P2cFlavor.Name,
            Zones = reserved.Zones.ToColumn(),
            Eip = reserved.Eip.AsSent(wanted.Eip.Id).ToColumn(),
            MaxConnectionNumber = wanted.HasMaxConnectionNumber ? wanted.MaxConnectionNumber : P2cFlavor.DefaultConnections,
            Tags = wanted.Tags.ToColumn(),
            CreatedAt = now,
            UpdatedAt = now,
            Generation = 1,
            RequestId = caller.RequestId,
            Version = versions.Fixed,
        };
    }

    private static string GeneratedName(string prefix) => prefix + RandomNumberGenerator.GetHexString(4, lowercase: true);
}
