using System.Text.Json;
using VpnMesh.Shared.Data;

namespace VpnMesh.Metering.Ledger;

/// <summary>SQL of <c>usage_fact</c> and <c>ledger_entry</c>.</summary>
internal static class LedgerStore
{
    private const string FactColumns =
        "event_id, project_id, enterprise_project_id, resource_type, resource_id, phase, generation, at_ms, began_at_ms, rates, amounts";

    private const string EntryColumns = "event_id, project_id, enterprise_project_id, resource_type, resource_id, meter, at_ms, delta";

    /// <summary>What is known of the resource of a fact; its project is locked.</summary>
    public static async Task<IReadOnlyList<UsageFact>> ListFactsAsync(this Session session, UsageFact fact)
    {
        var rows = await session.QueryAsync<FactRow>(
            $"""
            SELECT {FactColumns} FROM usage_fact
            WHERE project_id = @ProjectId AND resource_type = @ResourceType AND resource_id = @ResourceId
            """,
            fact);
        return [.. rows.Select(row => row.ToFact())];
    }

    /// <summary>Keeps a fact, unless its event is known already; its project is locked.</summary>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> TryAddFactAsync(this Session session, UsageFact fact) =>
        await session.ExecuteAsync(
            $"""
            INSERT INTO usage_fact ({FactColumns}) VALUES (
              @EventId, @ProjectId, @EnterpriseProjectId, @ResourceType, @ResourceId, @Phase, @Generation, @AtMs, @BeganAtMs, @Rates, @Amounts)
            ON CONFLICT DO NOTHING
            """,
            FactRow.Of(fact)) == 1;

    /// <summary>Adds to the ledger what a fact has changed; its project is locked.</summary>
    public static Task AddEntriesAsync(this Session session, UsageFact fact, IReadOnlyCollection<UsageChange> changes) =>
        session.InsertAllAsync("ledger_entry", EntryColumns, [.. changes.Select(change => new LedgerEntryRow
        {
            EventId = fact.EventId,
            ProjectId = fact.ProjectId,
            EnterpriseProjectId = change.EnterpriseProjectId,
            ResourceType = fact.ResourceType,
            ResourceId = fact.ResourceId,
            Meter = change.Meter,
            AtMs = change.AtMs,
            Delta = change.Delta,
        })]);

    /// <summary>Entries of a project by the time that they take effect, those at a time by their number, beginning after one of them.</summary>
    public static Task<IReadOnlyList<LedgerEntryRow>> ListEntriesAsync(this Session session, string projectId, long atMs, long afterSeq, int limit) =>
        session.QueryAsync<LedgerEntryRow>(
            $"""
            SELECT seq, {EntryColumns} FROM ledger_entry
            WHERE project_id = @projectId AND (at_ms, seq) > (@atMs, @afterSeq)
            ORDER BY at_ms, seq LIMIT @limit
            """,
            new { projectId, atMs, afterSeq, limit });

    /// <summary>What changes in a project from a time on, up to another.</summary>
    public static Task<IReadOnlyList<UsageChange>> ListChangesAsync(this Session session, string projectId, long from, long until) =>
        session.QueryAsync<UsageChange>(
            """
            SELECT enterprise_project_id, meter, at_ms, delta FROM ledger_entry
            WHERE project_id = @projectId AND at_ms >= @from AND at_ms < @until
            """,
            new { projectId, from, until });

    private sealed class FactRow
    {
        public string EventId { get; init; } = "";
        public string ProjectId { get; init; } = "";
        public string EnterpriseProjectId { get; init; } = "";
        public string ResourceType { get; init; } = "";
        public string ResourceId { get; init; } = "";
        public long Phase { get; init; }
        public long Generation { get; init; }
        public long AtMs { get; init; }
        public long? BeganAtMs { get; init; }
        public string Rates { get; init; } = "";
        public string Amounts { get; init; } = "";

        public static FactRow Of(UsageFact fact) => new()
        {
            EventId = fact.EventId,
            ProjectId = fact.ProjectId,
            EnterpriseProjectId = fact.EnterpriseProjectId,
            ResourceType = fact.ResourceType,
            ResourceId = fact.ResourceId,
            Phase = (long)fact.Phase,
            Generation = fact.Generation,
            AtMs = fact.AtMs,
            BeganAtMs = fact.BeganAtMs,
            Rates = JsonSerializer.Serialize(fact.Rates),
            Amounts = JsonSerializer.Serialize(fact.Amounts),
        };

        public UsageFact ToFact() => new()
        {
            EventId = EventId,
            ProjectId = ProjectId,
            EnterpriseProjectId = EnterpriseProjectId,
            ResourceType = ResourceType,
            ResourceId = ResourceId,
            Phase = (Phase)Phase,
            Generation = Generation,
            AtMs = AtMs,
            BeganAtMs = BeganAtMs,
            Rates = JsonSerializer.Deserialize<Dictionary<string, long>>(Rates)!,
            Amounts = JsonSerializer.Deserialize<Dictionary<string, long>>(Amounts)!,
        };
    }
}
