using System.Runtime.CompilerServices;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.P2C.Agents;

/// <summary>Who may pass a server, in pieces of which each fits into a message.</summary>
internal static class AccessPush
{
    private const int LargestPiece = 1000;

    /// <summary>What changed after a revision, up to that of the row.</summary>
    /// <param name="database">Store.</param>
    /// <param name="server">The server.</param>
    /// <param name="known">The revision that the agent knows; 0 for nothing.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public static async IAsyncEnumerable<DesiredAccess> ListAsync(
        this P2CDatabase database, VpnServerRow server, long known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = new UserPlace(known, Last);
        while (true)
        {
            var users = await database.ReadAsync(
                session => session.ListUsersAsync(server.Id, place, server.AccessRevision, LargestPiece), cancellationToken);
            if (users.Count < LargestPiece)
            {
                yield return await LastPieceAsync(database, server, known, users.Select(user => user.User), cancellationToken);
                yield break;
            }
            place = new UserPlace(users[^1].Revision, users[^1].User.UserId);
            // Not yet the revision: what comes after may be of the same one.
            yield return new DesiredAccess { ServerId = server.Id, Revision = known, Users = { users.Select(user => user.User) } };
        }
    }

    // Greater than every id.
    private const string Last = "~";

    private static Task<DesiredAccess> LastPieceAsync(
        P2CDatabase database, VpnServerRow server, long known, IEnumerable<DesiredUser> users, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => new DesiredAccess
            {
                ServerId = server.Id,
                Revision = server.AccessRevision,
                Users = { users },
                RemovedUserIds = { known == 0 ? [] : await session.ListRemovedUsersAsync(server.Id, known, server.AccessRevision) },
                Policies = known == 0 || server.PoliciesRevision > known ? await session.ListPoliciesAsync(server.Id) : null,
            },
            cancellationToken);
}
