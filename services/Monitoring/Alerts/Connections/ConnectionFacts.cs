namespace VpnMesh.Monitoring.Alerts.Connections;

/// <summary>A change of the status of a connection.</summary>
/// <param name="Generation">Of the connection after the change.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Id">Of the event that told of it.</param>
/// <param name="From">Status before.</param>
/// <param name="To">Status after.</param>
internal sealed record StatusChange(long Generation, long At, string Id, string From, string To);

/// <summary>How long a connection is down.</summary>
/// <param name="Since">When it went down, in Unix milliseconds; null when it is not down.</param>
/// <param name="PausedAt">Since when nobody knows any more whether it still is; null when somebody does.</param>
internal sealed record Outage(long? Since, long? PausedAt)
{
    public static readonly Outage None = new(null, null);

    /// <summary>The outage after a change. A pause neither ends one nor counts.</summary>
    public Outage After(StatusChange change)
    {
        if (ConnectionStatus.IsDown(change.To))
        {
            return new Outage(Since ?? change.At, null);
        }
        if (ConnectionStatus.IsPause(change.To) && Since is not null)
        {
            return this with { PausedAt = PausedAt ?? change.At };
        }
        return None;
    }

    /// <summary>How long, in milliseconds, it is known to have been down without a break; 0 when it is not down.</summary>
    public long LengthAt(long now) => Since is { } since ? (PausedAt ?? now) - since : 0;
}

/// <summary>The statuses of connections (contract: ShowVpnConnection) as the rules see them.</summary>
internal static class ConnectionStatus
{
    public const string Active = "ACTIVE";

    public static bool IsDown(string status) => status is "DOWN" or "ERROR";

    /// <summary>Whether nothing is known of the tunnel: its agent is silent, or a change is under way.</summary>
    public static bool IsPause(string status) => status is "UNKNOWN" or "PENDING_UPDATE";
}

/// <summary>What is known of a connection.</summary>
internal sealed record ConnectionFacts
{
    /// <summary>As many changes as are kept: more than any rule counts.</summary>
    public const int MostChanges = 64;

    /// <summary>The latest changes, in the order in which they happened.</summary>
    public IReadOnlyList<StatusChange> Changes { get; init; } = [];

    /// <summary>The last change that is not kept any more; null while all are.</summary>
    public StatusChange? Forgotten { get; init; }

    /// <summary>The outage after the changes that are not kept any more.</summary>
    public Outage Before { get; init; } = Outage.None;

    /// <summary>The outage after all changes.</summary>
    public Outage OutageNow() => Changes.Aggregate(Before, (outage, change) => outage.After(change));

    /// <summary>The facts with another change, wherever it belongs; these very facts when it is known already, or too old.</summary>
    public ConnectionFacts With(StatusChange change)
    {
        if (Changes.Any(known => known.Id == change.Id) || (Forgotten is not null && Order(change, Forgotten) <= 0))
        {
            return this;
        }
        var changes = StatusOrder.Sort([.. Changes, change], Forgotten?.To);
        if (changes.Count <= MostChanges)
        {
            return this with { Changes = changes };
        }
        return new ConnectionFacts { Changes = changes[1..], Forgotten = changes[0], Before = Before.After(changes[0]) };
    }

    private static int Order(StatusChange one, StatusChange other) => (one.Generation, one.At).CompareTo((other.Generation, other.At));
}
