using VpnMesh.Metering.Ledger;
using VpnMesh.Shared.Data;

namespace VpnMesh.Metering.Usage;

/// <summary>Holds the closed hours of a project to its ledger. The project is locked by whoever calls this.</summary>
internal static class RollUp
{
    // A store that was down for long catches up a piece at a time.
    private static readonly long MostAtOnce = 7 * 24 * Meters.Hour;

    /// <summary>Adds to the hours that are closed, and to what counts at their end, what entries of the ledger change in them.</summary>
    public static async Task RollUpAsync(this Session session, string projectId, IReadOnlyCollection<UsageChange> changes, long closedUntil)
    {
        await session.AddHoursAsync(projectId, HourlyUsage.Of(changes, closedUntil));
        await session.AddLevelsAsync(projectId, HourlyUsage.Levels(changes, closedUntil));
    }

    /// <summary>Closes the hours of a project that end by a time.</summary>
    /// <returns>Whether it has none left to close.</returns>
    public static async Task<bool> CloseAsync(this Session session, string projectId, long until)
    {
        var closedUntil = await session.LockProjectAsync(projectId, until);
        var next = Math.Min(until, closedUntil + MostAtOnce);
        if (next <= closedUntil)
        {
            return true;
        }
        var changes = await session.ListChangesAsync(projectId, closedUntil, next);
        var levels = await session.ListLevelsAsync(projectId, closedUntil);
        await session.AddHoursAsync(projectId, HourlyUsage.Of(levels.Concat(changes), next));
        await session.AddLevelsAsync(projectId, HourlyUsage.Levels(changes, next));
        await session.SetClosedUntilAsync(projectId, next);
        return next == until;
    }
}
