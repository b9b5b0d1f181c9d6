using System.Security.Cryptography;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>Reserves what the gateway needs, then writes it with its end points; agents build it later.</summary>
    public override async Task<CreateVgwResponse> CreateVgw(CreateVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var wanted = request.VpnGateway;
        caller.RequireAccess(wanted.EnterpriseProject());
        NewVpnGatewayRules.Check(wanted);
        if (wanted.HasErId)
        {
            caller.RequireAlso(VpnGatewayAccess.EnterpriseRouters, wanted.EnterpriseProject());
        }
        var id = time.NewId();
        var asked = time.GetTimestamp();
        var reserved = await governance.ReserveVpnGatewayAsync(Reservation(id, wanted), caller, context.CancellationToken);
        var deadline = new ReservationDeadline(time, asked, reserved.ValidMs);
        var gateway = NewRow(id, caller, wanted, reserved);
        try
        {
            await database.InGroupAsync(session => InsertAsync(session, gateway, deadline), context.CancellationToken);
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            // Surely not written. After any other failure it may be: then the reservation stays until Governance has asked for it.
            await governance.ReleaseUnwrittenAsync(id, caller);
            throw;
        }
        return new CreateVgwResponse { VpnGateway = VpnGatewayAnswers.Created(gateway) };
    }

    private async Task<bool> InsertAsync(Session session, VpnGatewayRow gateway, ReservationDeadline deadline)
    {
        deadline.Guard(session);
        await session.InsertAsync(gateway);
        await events.AddCreatedAsync(session, gateway);
        session.AfterCommit(placements.Set);
        return true;
    }

    private static ReserveVpnGatewayRequest Reservation(string id, NewVpnGateway wanted)
    {
        var reservation = new ReserveVpnGatewayRequest
        {
            ResourceId = id,
            Flavor = wanted.FlavorName(),
            AttachmentType = wanted.Attachment(),
            IpVersion = wanted.Ip(),
            NetworkType = wanted.Network(),
            AccessVpcId = wanted.AccessVpc(),
            AccessSubnetId = wanted.AccessSubnet(),
            Zones = { wanted.AvailabilityZoneIds },
            Eip1 = Wish(wanted.Eip1),
            Eip2 = Wish(wanted.Eip2),
            MaxBandwidthSize = Flavors.Find(wanted.FlavorName())!.Bandwidth,
        };
        if (wanted.HasErId)
        {
            reservation.ErId = wanted.ErId;
        }
        if (wanted.CountedVpc() is { } vpcId)
        {
            reservation.VpcId = vpcId;
        }
        if (wanted.CountedConnectSubnet() is { } connectSubnet)
        {
            reservation.ConnectSubnet = connectSubnet;
        }
        if (wanted.HasAccessPrivateIp1)
        {
            reservation.AccessPrivateIp1 = wanted.AccessPrivateIp1;
            reservation.AccessPrivateIp2 = wanted.AccessPrivateIp2;
        }
        return reservation;
    }

    private static EipWish? Wish(NewEip? eip) => eip switch
    {
        null => null,
        { HasId: true } => new EipWish { Id = eip.Id },
        { HasBandwidthId: true } => new EipWish { Type = eip.Type, BandwidthId = eip.BandwidthId },
        _ => new EipWish
        {
            Type = eip.Type,
            ChargeMode = eip.HasChargeMode ? eip.ChargeMode : "bandwidth",
            BandwidthSize = eip.BandwidthSize,
            BandwidthName = eip.HasBandwidthName ? eip.BandwidthName : GeneratedName("vpngw-bandwidth-"),
        },
    };

    private VpnGatewayRow NewRow(string id, CallerContext caller, NewVpnGateway wanted, ReserveVpnGatewayResponse reserved)
    {
        var now = time.NowMs();
        var flavor = Flavors.Find(wanted.FlavorName())!;
        var isEr = wanted.HasErId;
        return new VpnGatewayRow
        {
            Id = id,
            ProjectId = caller.ProjectId,
            EnterpriseProjectId = wanted.EnterpriseProject(),
            Name = wanted.HasName ? wanted.Name : GeneratedName("vpngw-"),
            NetworkType = wanted.Network(),
            AttachmentType = wanted.Attachment(),
            IpVersion = wanted.Ip(),
            ErId = isEr ? wanted.ErId : null,
            ErAttachmentId = isEr ? time.NewId() : null,
            VpcId = isEr ? null : wanted.VpcId,
            ConnectSubnet = isEr ? null : wanted.ConnectSubnet,
            LocalSubnets = (wanted.Ip() == "ipv6" ? wanted.LocalSubnetsV6 : wanted.LocalSubnets).ToColumn(),
            BgpAsn = wanted.HasBgpAsn ? wanted.BgpAsn : NewVpnGatewayDefaults.BgpAsn,
            Flavor = flavor.Name,
            Zones = reserved.Zones.ToColumn(),
            ZonesNamed = wanted.AvailabilityZoneIds.Count > 0 ? 1 : 0,
            PublicBorderGroup = reserved.PublicBorderGroup,
            ConnectionNumber = flavor.Connections,
            Eip1 = reserved.Eip1.AsSent(wanted.Eip1?.Id).ToColumn(),
            Eip2 = reserved.Eip2.AsSent(wanted.Eip2?.Id).ToColumn(),
            AccessVpcId = wanted.AccessVpc(),
            AccessSubnetId = wanted.AccessSubnet(),
            AccessPrivateIp1 = reserved.HasAccessPrivateIp1 ? reserved.AccessPrivateIp1 : null,
            AccessPrivateIp2 = reserved.HasAccessPrivateIp2 ? reserved.AccessPrivateIp2 : null,
            HaMode = wanted.Ha(),
            PolicyTemplate = flavor.NonFixedIp ? NewVpnGatewayDefaults.PolicyTemplate().ToColumn() : null,
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
