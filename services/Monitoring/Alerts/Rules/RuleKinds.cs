namespace VpnMesh.Monitoring.Alerts.Rules;

/// <summary>A number that a rule goes by.</summary>
/// <param name="Name">As in the API, and in capitals at the end of its setting.</param>
/// <param name="Default">Its value where nobody says another.</param>
/// <param name="Least">Least value.</param>
/// <param name="Greatest">Greatest value.</param>
internal sealed record RuleParameter(string Name, long Default, long Least, long Greatest)
{
    public const string Seconds = "seconds";
    public const string Changes = "changes";
    public const string Percent = "percent";
    public const string Days = "days";
}

/// <summary>A rule by which alerts are raised.</summary>
/// <param name="Name">As in the API.</param>
/// <param name="Parameters">What it goes by.</param>
internal sealed record RuleKind(string Name, params RuleParameter[] Parameters);

/// <summary>All rules.</summary>
internal static class RuleKinds
{
    public const string ConnectionDown = "connection_down";
    public const string ConnectionFlapping = "connection_flapping";
    public const string CertificateExpiring = "certificate_expiring";
    public const string QuotaUsage = "quota_usage";
    public const string AgentLost = "agent_lost";
    public const string MonitorLoss = "monitor_loss";
    public const string QuotaDrift = "quota_drift";

    private const long Day = 24 * 60 * 60;

    public static IReadOnlyList<RuleKind> All { get; } =
    [
        new(ConnectionDown, new RuleParameter(RuleParameter.Seconds, 300, 1, Day)),
        new(ConnectionFlapping, new RuleParameter(RuleParameter.Changes, 6, 2, 50), new RuleParameter(RuleParameter.Seconds, 600, 10, Day)),
        // Certificates that the service signs itself are renewed 30 days before their end: nobody needs to hear of these.
        new(CertificateExpiring, new RuleParameter(RuleParameter.Days, 14, 1, 365)),
        new(QuotaUsage, new RuleParameter(RuleParameter.Percent, 80, 1, 100)),
        new(AgentLost),
        new(MonitorLoss, new RuleParameter(RuleParameter.Percent, 20, 1, 100)),
        new(QuotaDrift, new RuleParameter(RuleParameter.Seconds, Day, 60, 30 * Day)),
    ];

    /// <summary>The rule of a name, or null.</summary>
    public static RuleKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
