namespace VpnMesh.Identity.Audit;

/// <summary>The outcome of a call, as a record says it.</summary>
public static class AuditOutcome
{
    /// <summary>In a word.</summary>
    /// <param name="status">HTTP status of the answer; 0 when there was none.</param>
    public static string Of(int status) => status switch
    {
        0 => "unknown",
        < 400 => "succeeded",
        403 => "denied",
        < 500 => "refused",
        _ => "failed",
    };

    /// <summary>Whether a call belongs into the trail: every one that may change something, and every one that is denied.</summary>
    /// <param name="isRead">Whether the operation changes nothing.</param>
    /// <param name="status">HTTP status of the answer; 0 when there was none.</param>
    public static bool IsRecorded(bool isRead, int status) => !isRead || status == 403;
}
