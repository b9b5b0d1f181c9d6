using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways;

/// <summary>
/// Until when what Governance reserved may be written: it takes back what nobody has told of for long, and nothing is written any more well
/// before that.
/// </summary>
/// <param name="time">Clock.</param>
/// <param name="asked">When Governance was asked (<see cref="TimeProvider.GetTimestamp"/>).</param>
/// <param name="validMs">How long its answer holds, in milliseconds.</param>
internal sealed class ReservationDeadline(TimeProvider time, long asked, long validMs)
{
    /// <summary>
    /// Called in the transaction of the write: it begins in time, and commits only when all that it wrote was in time too, however long the
    /// process or the disk took.
    /// </summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: it is too late.</exception>
    public void Guard(Session session)
    {
        RequireInTime();
        session.BeforeCommit(RequireInTime);
    }

    private void RequireInTime()
    {
        if (time.GetElapsedTime(asked).TotalMilliseconds > validMs)
        {
            throw ErrorCatalogue.BackendUnavailable.With();
        }
    }
}
