using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.P2C.VpnUsers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

internal sealed partial class VpnServerService
{
    /// <summary>Changes what is sent; the agent brings it about. What is the same already changes nothing.</summary>
    public override async Task<UpdateVpnServerResponse> UpdateVpnServer(UpdateVpnServerRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var changes = request.VpnServer;
        VpnServerChangeRules.Check(changes);
        RequireTouched(caller, changes.ServerCertificate is not null, changes.HasIdpName);
        var known = await RequireServerAsync(caller, request.VpnServerId, context.CancellationToken);
        if (changes.ServerCertificate is { } certificate)
        {
            ServerCertificateRules.RequireFitForServer(
                await FindCertificateAsync(caller, certificate.Id, context.CancellationToken), certificate.Id, time);
        }
        // The routes may have got one to the present block, which then stays.
        if (changes.HasClientCidr && changes.ClientCidr != known.ClientCidr)
        {
            var gateway = await RequireGatewayAsync(caller, known.P2cVgwId, context.CancellationToken);
            await RequireRoomAsync(caller, gateway, changes.ClientCidr, context.CancellationToken);
        }
        await database.InGroupAsync(session => UpdateAsync(session, caller, known, changes), context.CancellationToken, known.P2cVgwId);
        return new UpdateVpnServerResponse();
    }

    private async Task<bool> UpdateAsync(Session session, CallerContext caller, VpnServerRow known, VpnServerChanges changes)
    {
        if (changes.ServerCertificate is { Id: var id })
        {
            ServerCertificateRules.RequireFitForServer(await session.LockServerCertificateAsync(known.ProjectId, id), id, time);
        }
        var gateway = await session.LockP2cVpnGatewayAsync(known.ProjectId, known.P2cVgwId) ?? throw ErrorCatalogue.ServerNotFound.With();
        var before = await session.LockVpnServerAsync(known.ProjectId, known.Id);
        var after = Changed(before, changes);
        VpnServerChangeRules.CheckChange(before, after);
        if (after.ClientCidr != before.ClientCidr)
        {
            await session.RequireStaticAddressesInAsync(before.Id, after.ClientCidr);
        }
        if (gateway.Deleting == 1)
        {
            throw ErrorCatalogue.ServerAbnormal.With();
        }
        before.RequireActive();
        string[] changed = [.. VpnServerDifferences.Between(before, after)];
        if (changed.Length == 0)
        {
            return false;
        }
        after = after with { Generation = before.Generation + 1, UpdatedAt = time.NowMs(), RequestId = caller.RequestId };
        await session.UpdateAsync(after);
        await events.AddUpdatedAsync(session, before, after, changed, caller.RequestId);
        session.AfterCommit(placements.Set);
        return true;
    }

    private static VpnServerRow Changed(VpnServerRow server, VpnServerChanges changes)
    {
        var options = server.Options().With(changes.SslOptions);
        var authType = changes.HasClientAuthType ? changes.ClientAuthType : server.ClientAuthType;
        var changed = server with
        {
            ClientCidr = changes.HasClientCidr ? changes.ClientCidr : server.ClientCidr,
            LocalSubnets = changes.LocalSubnets?.Items.ToColumn() ?? server.LocalSubnets,
            ClientAuthType = authType,
            SslOptions = options.Equals(server.Options()) ? server.SslOptions : options.ToColumn()!,
            DnsServers = changes.DnsServers?.Items.ToColumn() ?? server.DnsServers,
            IdpName = authType != ClientAuthTypes.Federated ? null : changes.HasIdpName ? changes.IdpName : server.IdpName,
        };
        return changes.ServerCertificate is null ? changed : changed with
        {
            CertificateSource = CertificateSources.Store,
            CertificateId = changes.ServerCertificate.Id,
            SignedCertificate = null,
            SignedPrivateKey = null,
            SignedExpireTime = null,
        };
    }
}
