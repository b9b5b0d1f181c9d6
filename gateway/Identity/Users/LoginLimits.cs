namespace VpnMesh.Identity.Users;

/// <summary>How often a password may be tried.</summary>
/// <param name="FailuresInARow">Wrong passwords after which the user is locked (<c>IAM.0061</c>).</param>
/// <param name="LockTime">How long; also how long a wrong password counts.</param>
/// <param name="Attempts">Attempts, right or wrong, for one name within <see cref="Window"/>; more are refused with <c>IAM.0012</c>.</param>
/// <param name="Window">Time that <see cref="Attempts"/> is counted in.</param>
internal sealed record LoginLimits(long FailuresInARow, TimeSpan LockTime, int Attempts, TimeSpan Window)
{
    public static readonly LoginLimits Default = new(5, TimeSpan.FromMinutes(5), 100, TimeSpan.FromMinutes(1));
}
