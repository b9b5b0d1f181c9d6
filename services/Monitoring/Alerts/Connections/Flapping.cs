namespace VpnMesh.Monitoring.Alerts.Connections;

/// <summary>Whether a connection changes between up and down too often.</summary>
/// <param name="Holds">Whether it does, or did and has not been quiet since.</param>
/// <param name="QuietAt">When it will have been quiet, if nothing happens; null when it does not flap.</param>
internal sealed record Flapping(bool Holds, long? QuietAt)
{
    /// <param name="history">In the order in which they happened.</param>
    /// <param name="most">So many changes are too many.</param>
    /// <param name="within">In so many milliseconds, which are also the time of quiet.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static Flapping Of(IEnumerable<StatusChange> history, long most, long within, long now)
    {
        var recent = new Queue<long>();
        var holds = false;
        long last = 0;
        foreach (var change in history.Where(IsFlap))
        {
            holds = holds && change.At - last < within;
            last = change.At;
            recent.Enqueue(change.At);
            while (recent.Peek() <= change.At - within)
            {
                recent.Dequeue();
            }
            holds = holds || recent.Count >= most;
        }
        return holds && now - last < within ? new Flapping(true, last + within) : new Flapping(false, null);
    }

    private static bool IsFlap(StatusChange change) =>
        (change.From == ConnectionStatus.Active && ConnectionStatus.IsDown(change.To))
        || (ConnectionStatus.IsDown(change.From) && change.To == ConnectionStatus.Active);
}
