namespace VpnMesh.Metering;

/// <summary>At a time, what a meter counts for an enterprise project changes; or, of a meter of amounts, so much is used.</summary>
/// <param name="EnterpriseProjectId">Enterprise project, <c>0</c> for the default one.</param>
/// <param name="Meter">One of <see cref="Meters"/>.</param>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Delta">By how much.</param>
internal sealed record UsageChange(string EnterpriseProjectId, string Meter, long AtMs, long Delta);
