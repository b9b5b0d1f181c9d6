namespace VpnMesh.Metering.Ledger;

/// <summary>What all that is known of a resource comes to.</summary>
internal static class ResourceLife
{
    /// <summary>
    /// The changes that a resource makes to what is counted, from all facts about it in whatever order they were heard. What it begins with
    /// is the first that is known; an end of what nobody has told of makes none, unless it tells the beginning too.
    /// </summary>
    public static IReadOnlyList<UsageChange> Changes(IEnumerable<UsageFact> facts)
    {
        var changes = new ChangeSum();
        UsageFact? current = null;
        var at = long.MinValue;
        foreach (var fact in InOrder(facts))
        {
            // Clocks of two replicas may differ a little: generations tell the order, and nothing lasts less than no time.
            at = Math.Max(at, fact.AtMs);
            changes.Add(current, at, -1);
            if (fact.Phase == Phase.Ended)
            {
                changes.AddAmounts(fact, at);
                break;
            }
            changes.Add(fact, at, 1);
            current = fact;
        }
        return changes.Result();
    }

    /// <summary>What has to be added to some changes to get others.</summary>
    public static IReadOnlyList<UsageChange> Difference(IReadOnlyList<UsageChange> before, IReadOnlyList<UsageChange> after)
    {
        var changes = new ChangeSum();
        changes.AddRange(after);
        changes.AddRange(before.Select(change => change with { Delta = -change.Delta }));
        return changes.Result();
    }

    private static IEnumerable<UsageFact> InOrder(IEnumerable<UsageFact> facts)
    {
        var ordered = facts.OrderBy(fact => fact.Phase).ThenBy(fact => fact.Generation).ThenBy(fact => fact.AtMs)
            .ThenBy(fact => fact.EventId, StringComparer.Ordinal).ToArray();
        return ordered is [{ Phase: Phase.Ended, BeganAtMs: { } began } end, ..]
            ? ordered.Prepend(end with { Phase = Phase.Began, AtMs = began })
            : ordered;
    }

    /// <summary>Changes at the same time add up; those that come to nothing are none.</summary>
    private sealed class ChangeSum
    {
        private readonly Dictionary<(string EnterpriseProjectId, string Meter, long AtMs), long> _deltas = [];

        public void Add(UsageFact? fact, long at, long sign)
        {
            foreach (var (meter, rate) in fact?.Rates ?? new Dictionary<string, long>())
            {
                Add(new UsageChange(fact!.EnterpriseProjectId, meter, at, sign * rate));
            }
        }

        public void AddAmounts(UsageFact fact, long at) =>
            AddRange(fact.Amounts.Select(amount => new UsageChange(fact.EnterpriseProjectId, amount.Key, at, amount.Value)));

        public void AddRange(IEnumerable<UsageChange> changes)
        {
            foreach (var change in changes)
            {
                Add(change);
            }
        }

        public IReadOnlyList<UsageChange> Result() =>
        [
            .. _deltas.Where(change => change.Value != 0)
                .Select(change => new UsageChange(change.Key.EnterpriseProjectId, change.Key.Meter, change.Key.AtMs, change.Value))
                .OrderBy(change => change.AtMs).ThenBy(change => change.Meter, StringComparer.Ordinal),
        ];

        private void Add(UsageChange change)
        {
            var key = (change.EnterpriseProjectId, change.Meter, change.AtMs);
            _deltas[key] = _deltas.GetValueOrDefault(key) + change.Delta;
        }
    }
}
