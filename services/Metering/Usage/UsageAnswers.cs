using VpnMesh.Metering.Ledger;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Metering.Usage;

/// <summary>Rows as answers show them.</summary>
internal static class UsageAnswers
{
    public static UsageHour ToAnswer(this UsageHourRow row, string projectId, long closedUntil) => new()
    {
        ProjectId = projectId,
        EnterpriseProjectId = row.EnterpriseProjectId,
        Meter = row.Meter,
        Hour = row.HourStart.ToWireTime(),
        Amount = row.Amount,
        Unit = Meters.Unit(row.Meter),
        Quantity = Meters.Quantity(row.Meter, row.Amount),
        Closed = row.HourStart < closedUntil,
    };

    public static LedgerEntry ToAnswer(this LedgerEntryRow row) => new()
    {
        Seq = row.Seq,
        EventId = row.EventId,
        ProjectId = row.ProjectId,
        EnterpriseProjectId = row.EnterpriseProjectId,
        ResourceType = row.ResourceType,
        ResourceId = row.ResourceId,
        Meter = row.Meter,
        At = row.AtMs.ToWireTime(),
        Delta = row.Delta,
    };
}
