using Grpc.Core;
using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

internal sealed partial class VpnServerService
{
    /// <summary>Writes the server of a gateway, with its built-in group; an agent builds it later.</summary>
    public override async Task<CreateVpnServerResponse> CreateVpnServer(CreateVpnServerRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        NewVpnServerRules.Check(request.VpnServer);
        RequireTouched(caller, request.VpnServer.StoredCertificateId() is not null, request.VpnServer.HasIdpName);
        var clientCas = NewClientCas.Read(request.VpnServer.ClientCaCertificates);
        var gateway = await RequireGatewayAsync(caller, request.P2CVgwId, context.CancellationToken);
        return await clientTokens.OnceAsync(
            caller,
            $"{nameof(CreateVpnServer)}/{gateway.Id}",
            request.HasClientToken ? request.ClientToken : null,
            request.VpnServer,
            claim => CreateAsync(caller, gateway, request.VpnServer, clientCas, claim, context.CancellationToken),
            context.CancellationToken);
    }

    // What the service signs itself needs nothing of the store of certificates.
    private static void RequireTouched(CallerContext caller, bool storedCertificate, bool identityProvider)
    {
        if (storedCertificate)
        {
            caller.RequireAlso("scm");
        }
        if (identityProvider)
        {
            caller.RequireAlso("iam");
        }
    }

    private async Task<CreateVpnServerResponse> CreateAsync(
        CallerContext caller,
        P2cVpnGatewayRow gateway,
        NewVpnServer wanted,
        IReadOnlyList<CertificateText> clientCas,
        ClientTokenClaim claim,
        CancellationToken cancellationToken)
    {
        // Not before: a repetition gets the first answer although a certificate has expired meanwhile.
        NewClientCas.CheckValidity(clientCas, time.GetUtcNow());
        if (wanted.StoredCertificateId() is { } id)
        {
            ServerCertificateRules.RequireFitForServer(await FindCertificateAsync(caller, id, cancellationToken), id, time);
        }
        await RequireRoomAsync(caller, gateway, wanted.ClientCidr, cancellationToken);
        return await database.InGroupAsync(
            session => InsertAsync(session, NewRow(caller, gateway, wanted), wanted, clientCas, claim), cancellationToken, gateway.Id);
    }

    private async Task<CreateVpnServerResponse> InsertAsync(
        Session session, VpnServerRow wantedRow, NewVpnServer wanted, IReadOnlyList<CertificateText> clientCas, ClientTokenClaim claim)
    {
        if (wantedRow.CertificateId is { } id)
        {
            ServerCertificateRules.RequireFitForServer(await session.LockServerCertificateAsync(wantedRow.ProjectId, id), id, time);
        }
        await LockFreeGatewayAsync(session, wantedRow);
        var server = wantedRow.CertificateId is null ? await authority.SignAsync(session, wantedRow) : wantedRow;
        await session.InsertAsync(server);
        await session.InsertBuiltInGroupAsync(server, time.NewId());
        var cas = NewClientCas.ToRows(clientCas, wanted.ClientCaCertificates, server, time);
        await session.InsertClientCaCertificatesAsync(cas);
        await events.AddCreatedAsync(session, server);
        foreach (var ca in cas)
        {
            await clientCaEvents.AddImportedAsync(session, server, ca, server.RequestId);
        }
        var answer = new CreateVpnServerResponse { VpnServer = new VpnServerReference { Id = server.Id } };
        await claim.KeepAsync(session, answer);
        session.AfterCommit(placements.Set);
        return answer;
    }

    /// <exception cref="DomainException"><c>VPN.0506</c> to <c>VPN.0511</c>, <c>VPN.1102</c>, <c>VPN.1121</c></exception>
    private static async Task LockFreeGatewayAsync(Session session, VpnServerRow server)
    {
        var gateway = await session.LockP2cVpnGatewayAsync(server.ProjectId, server.P2cVgwId) ?? throw ErrorCatalogue.P2cGatewayNotFound.With();
        gateway.RequireActive();
        if (gateway.Eip is null)
        {
            throw ErrorCatalogue.GatewayWithoutEip.With();
        }
        if (await session.FindServerOfGatewayAsync(gateway.ProjectId, gateway.Id) is not null)
        {
            throw ErrorCatalogue.ServerLimit.With();
        }
    }

    private VpnServerRow NewRow(CallerContext caller, P2cVpnGatewayRow gateway, NewVpnServer wanted)
    {
        var now = time.NowMs();
        var certificateId = wanted.StoredCertificateId();
        return new VpnServerRow
        {
            Id = time.NewId(),
            ProjectId = caller.ProjectId,
            EnterpriseProjectId = gateway.EnterpriseProjectId,
            P2cVgwId = gateway.Id,
            ClientCidr = wanted.ClientCidr,
            LocalSubnets = wanted.LocalSubnets.ToColumn(),
            ClientAuthType = wanted.AuthType(),
            TunnelProtocol = TunnelProtocol,
            CertificateSource = certificateId is null ? CertificateSources.ServiceSign : CertificateSources.Store,
            CertificateId = certificateId,
            SslOptions = wanted.SslOptions.ToOptions().ToColumn()!,
            DnsServers = wanted.DnsServers.ToColumn(),
            IdpName = wanted.AuthType() == ClientAuthTypes.Federated ? wanted.IdpName : null,
            CreatedAt = now,
            UpdatedAt = now,
            Generation = 1,
            RequestId = caller.RequestId,
            CaCertificateNumber = wanted.ClientCaCertificates.Count,
        };
    }
}
