namespace VpnMesh.Monitoring.Alerts.Connections;

/// <summary>
/// Brings changes of status into the order in which they happened: by generation and time, and within one millisecond so that each begins
/// with the status in which the one before it ended.
/// </summary>
internal static class StatusOrder
{
    /// <param name="changes">In any order.</param>
    /// <param name="status">Status before the first of them; null when it is not known.</param>
    public static List<StatusChange> Sort(IEnumerable<StatusChange> changes, string? status)
    {
        var sorted = new List<StatusChange>();
        var moments = changes.GroupBy(change => (change.Generation, change.At)).OrderBy(moment => moment.Key);
        foreach (var moment in moments)
        {
            var left = moment.OrderBy(change => change.Id, StringComparer.Ordinal).ToList();
            while (left.Count > 0)
            {
                var next = left.Find(change => change.From == status) ?? left.Find(change => left.All(other => other.To != change.From)) ?? left[0];
                left.Remove(next);
                sorted.Add(next);
                status = next.To;
            }
        }
        return sorted;
    }
}
