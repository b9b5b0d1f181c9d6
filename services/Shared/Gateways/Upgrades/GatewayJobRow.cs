namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>An upgrade or rollback job; see the migration of its table for the columns.</summary>
internal sealed record GatewayJobRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required string GatewayId { get; init; }
    public required string JobType { get; init; }
    public required string Status { get; init; }
    public required string FromVersion { get; init; }
    public required string ToVersion { get; init; }
    public string? ErrorMessage { get; init; }
    public required long CreatedAt { get; init; }
    public required long ToldAt { get; init; }
    public long? FinishedAt { get; init; }
    public required string RequestId { get; init; }

    /// <summary>The version that the gateway goes back to when the upgrade fails or is rolled back.</summary>
    public string OldVersion => JobType == JobTypes.Rollback ? ToVersion : FromVersion;

    /// <summary>Whether the end points are on their way back to the old version.</summary>
    public bool TakesBack => JobType == JobTypes.Rollback || ErrorMessage is not null;

    public bool HasEnded => Status is JobStatus.Success or JobStatus.RollbackSuccess or JobStatus.Fail;
}

/// <summary>One step of an upgrade; see the migration of its table for the columns.</summary>
internal sealed record GatewaySubJobRow
{
    public required string JobId { get; init; }
    public required long Position { get; init; }
    public required string Id { get; init; }
    public required string JobType { get; init; }
    public required string Status { get; init; }
    public string ErrorMessage { get; init; } = "";
    public required long CreatedAt { get; init; }
    public long? FinishedAt { get; init; }
}

/// <summary>Kinds of jobs on the wire.</summary>
internal static class JobTypes
{
    public const string Upgrade = "upgrade";
    public const string Rollback = "rollback";
}

/// <summary>Statuses of jobs on the wire.</summary>
internal static class JobStatus
{
    public const string Upgrading = "upgrading";
    public const string PendingUpgradeConfirm = "pending_upgrade_confirm";
    public const string Success = "success";
    public const string RollingBack = "rolling_back";
    public const string RollbackSuccess = "rollback_success";
    public const string Fail = "fail";
}

/// <summary>Statuses of the steps of a job on the wire.</summary>
internal static class SubJobStatus
{
    public const string Init = "init";
    public const string Upgrading = "upgrading";
    public const string Success = "success";
    public const string Fail = "fail";
}
