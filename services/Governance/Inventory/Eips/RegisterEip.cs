using VpnMesh.Governance.Inventory.Bandwidths;
using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>RegisterEip: adds an EIP or changes one that is not bound. With a shared bandwidth that bandwidth's size and name hold.</summary>
internal static class RegisterEip
{
    public static async Task<RegisterEipResponse> RunAsync(
        GovernanceDatabase database, RegisterEipRequest request, CancellationToken cancellationToken)
    {
        var eip = ToRow(Given.Project(request.ProjectId), request);
        return await database.InTransactionAsync(async session =>
        {
            await SaveAsync(session, await WithSharedBandwidthAsync(session, eip));
            return new RegisterEipResponse();
        }, cancellationToken);
    }

    private static EipRow ToRow(string projectId, RegisterEipRequest request)
    {
        var eip = request.Eip ?? throw Refusals.Invalid("eip", "must be given");
        var shareType = Given.OneOf("eip.share_type", eip.ShareType, EipRow.Own, EipRow.Shared);
        var isOwn = shareType == EipRow.Own;
        return new EipRow
        {
            Id = Given.Uuid("eip.id", eip.Id),
            ProjectId = projectId,
            Type = Given.OneOf("eip.type", eip.Type, EipTypeStore.Known),
            Address = AddressRange.ToNumber(eip.IpAddress) ?? throw Refusals.Invalid("eip.ip_address", "must be an IPv4 address"),
            ChargeMode = Given.OneOf("eip.charge_mode", eip.ChargeMode, "bandwidth", "traffic"),
            BandwidthId = Given.Uuid("eip.bandwidth_id", eip.BandwidthId),
            BandwidthSize = isOwn ? Given.Bandwidth("eip.bandwidth_size", eip.BandwidthSize) : 0,
            BandwidthName = isOwn ? Given.Text("eip.bandwidth_name", eip.BandwidthName) : "",
            ShareType = shareType,
            IpBillingInfo = eip.HasIpBillingInfo ? eip.IpBillingInfo : null,
            BandwidthBillingInfo = eip.HasBandwidthBillingInfo ? eip.BandwidthBillingInfo : null,
            PublicBorderGroup = Given.Text("public_border_group", request.PublicBorderGroup),
        };
    }

    private static async Task<EipRow> WithSharedBandwidthAsync(Session session, EipRow eip)
    {
        if (eip.ShareType == EipRow.Own)
        {
            return eip;
        }
        var found = await BandwidthStore.FindAsync(session, eip.ProjectId, eip.BandwidthId, null);
        return found.Count == 1
            ? eip with { BandwidthSize = found[0].Size, BandwidthName = found[0].Name }
            : throw Refusals.Invalid("eip.bandwidth_id", "must be a registered bandwidth of the project");
    }

    private static async Task SaveAsync(Session session, EipRow eip)
    {
        var holders = await EipStore.AddressesInUseAsync(session, eip.Address, eip.Address);
        var known = (await EipStore.FindBothAsync(session, eip.Id, null)).SingleOrDefault();
        if (holders.Count > 0 && known?.Address != eip.Address)
        {
            throw Refusals.Invalid("eip.ip_address", "is the address of another EIP");
        }
        if (known is null)
        {
            await EipStore.InsertAsync(session, eip);
            return;
        }
        if (known.ProjectId != eip.ProjectId)
        {
            throw Refusals.Invalid("eip.id", "is the id of an EIP of another project");
        }
        if (await EipStore.ReplaceAsync(session, eip) == 0)
        {
            throw Refusals.Invalid("eip.id", "is bound to a gateway: it can be changed once it is unbound");
        }
    }
}
