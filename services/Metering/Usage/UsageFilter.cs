namespace VpnMesh.Metering.Usage;

/// <summary>What a query asks for; null: all of them.</summary>
/// <param name="ProjectId">Project.</param>
/// <param name="EnterpriseProjectId">Enterprise project.</param>
/// <param name="Meter">One of <see cref="Meters"/>.</param>
/// <param name="From">Beginning of the first hour.</param>
/// <param name="To">End of the last hour.</param>
internal sealed record UsageFilter(string? ProjectId, string? EnterpriseProjectId, string? Meter, long From, long To)
{
    /// <summary>The place before the first row of a project.</summary>
    public UsagePlace Before(string projectId) => new(projectId, From - 1, "", "");

    /// <summary>The place after the last row of a project.</summary>
    public UsagePlace After(string projectId) => new(projectId, To, "", "");

    /// <summary>Further conditions of the query of closed hours.</summary>
    public string Conditions() =>
        (EnterpriseProjectId is null ? "" : " AND enterprise_project_id = @OfEnterpriseProject") + (Meter is null ? "" : " AND meter = @OfMeter");

    public bool Has(UsageChange change) =>
        (EnterpriseProjectId is null || EnterpriseProjectId == change.EnterpriseProjectId) && (Meter is null || Meter == change.Meter);
}
