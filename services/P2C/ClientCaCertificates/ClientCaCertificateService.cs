using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>The operations of client CA certificates; each is in a file of its name.</summary>
internal sealed partial class ClientCaCertificateService(
    P2CDatabase database,
    ClientTokenCalls clientTokens,
    ClientCaCertificateEvents events,
    VpnServerEvents serverEvents,
    PlacementSignal<P2CDatabase> placements,
    TimeProvider time) : Protos.P2C.V5.ClientCaCertificates.ClientCaCertificatesBase
{
    /// <summary>A certificate of a server.</summary>
    /// <exception cref="DomainException"><c>VPN.1115</c></exception>
    private static async Task<ClientCaCertificateRow> RequireAsync(Session session, VpnServerRow server, string id) =>
        await session.FindClientCaCertificateAsync(server, Stored(id)) ?? throw ErrorCatalogue.ClientCaNotFound.With(id);

    /// <summary>Writes a locked server with other certificates than before, which its agent is told.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="caller">The verified context.</param>
    /// <param name="server">The server as it was locked.</param>
    /// <param name="more">How many certificates more, or fewer.</param>
    /// <returns>The server as it is now.</returns>
    private async Task<VpnServerRow> ChangeAsync(Session session, CallerContext caller, VpnServerRow server, int more)
    {
        var after = server with
        {
            CaCertificateNumber = server.CaCertificateNumber + more,
            Generation = server.Generation + 1,
            RequestId = caller.RequestId,
            UpdatedAt = time.NowMs(),
        };
        await session.UpdateClientCaCertificatesOfAsync(after);
        await serverEvents.AddStatusChangedAsync(session, server, after, caller.RequestId);
        session.AfterCommit(placements.Set);
        return after;
    }

    // Ids are told apart by value. What is no UUID names nothing, as the empty id does.
    private static string Stored(string id) => Wire.IsUuid(id) ? id.ToLowerInvariant() : "";
}
