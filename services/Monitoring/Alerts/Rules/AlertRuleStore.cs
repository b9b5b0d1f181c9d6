using System.Text.Json;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts.Rules;

/// <summary>A row of <c>alert_rule</c>; see its migration for the columns.</summary>
internal sealed record AlertRuleRow
{
    public required string ProjectId { get; init; }
    public required string Rule { get; init; }
    public long? Enabled { get; init; }
    public required string Parameters { get; init; }

    public Dictionary<string, long> Values() => JsonSerializer.Deserialize<Dictionary<string, long>>(Parameters)!;
}

/// <summary>SQL of the rules.</summary>
internal static class AlertRuleStore
{
    public static Task<IReadOnlyList<AlertRuleRow>> ListAlertRulesAsync(this Session session, string projectId) =>
        session.QueryAsync<AlertRuleRow>(
            "SELECT project_id, rule, enabled, parameters FROM alert_rule WHERE project_id = @projectId", new { projectId });

    public static Task<int> PutAsync(this Session session, AlertRuleRow rule) =>
        session.ExecuteAsync(
            """
            INSERT INTO alert_rule (project_id, rule, enabled, parameters) VALUES (@ProjectId, @Rule, @Enabled, @Parameters)
            ON CONFLICT (project_id, rule) DO UPDATE SET enabled = excluded.enabled, parameters = excluded.parameters
            """,
            rule);

    /// <summary>What was set for a rule in any project.</summary>
    public static Task<IReadOnlyList<AlertRuleRow>> ListAlertRulesOfKindAsync(this Session session, string rule) =>
        session.QueryAsync<AlertRuleRow>("SELECT project_id, rule, enabled, parameters FROM alert_rule WHERE rule = @rule", new { rule });

    /// <summary>Notes the rules of the settings.</summary>
    /// <returns>Whether they are others than before.</returns>
    public static async Task<bool> NoteDefaultsAsync(this Session session, string rules) =>
        await session.ExecuteAsync("UPDATE alert_defaults SET rules = @rules WHERE rules <> @rules", new { rules }) > 0;
}
