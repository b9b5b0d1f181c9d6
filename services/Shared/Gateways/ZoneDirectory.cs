using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways;

/// <summary>The zones and what each offers, as Governance tells it; reads go on with the last known copy while it cannot be asked.</summary>
/// <typeparam name="TDatabase">Store of the service that asks.</typeparam>
internal sealed class ZoneDirectory<TDatabase>(GovernanceClient<TDatabase> governance, TimeProvider time)
    where TDatabase : Database
{
    // Gateways are polled: not every look needs to ask.
    private const long AskAgainAfterMs = 1000;
    private IReadOnlyList<Zone>? _known;
    private long _askAgainAt;

    /// <summary>The zones of now.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: Governance cannot be asked.</exception>
    public async Task<IReadOnlyList<Zone>> AskAsync(CallerContext caller, CancellationToken cancellationToken)
    {
        var answer = await governance.ListZonesAsync(caller, cancellationToken);
        Volatile.Write(ref _known, answer.Zones);
        return answer.Zones;
    }

    /// <summary>The zones of now, or the last known ones when Governance cannot be asked.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: Governance cannot be asked, nor could it ever be.</exception>
    public async Task<IReadOnlyList<Zone>> AskOrRememberAsync(CallerContext caller, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(caller, cancellationToken);
        }
        catch (Exception exception) when (_known is not null && exception is (DomainException or RpcException))
        {
            return _known;
        }
    }

    /// <summary>The zones of a second ago at the earliest, the last known ones when Governance cannot be asked, or none.</summary>
    public async Task<IReadOnlyList<Zone>> RememberAsync(CallerContext caller, CancellationToken cancellationToken)
    {
        var now = time.NowMs();
        var due = Volatile.Read(ref _askAgainAt);
        if (_known is { } known && (now < due || Interlocked.CompareExchange(ref _askAgainAt, now + AskAgainAfterMs, due) != due))
        {
            return known;
        }
        try
        {
            return await AskAsync(caller, cancellationToken);
        }
        catch (Exception exception) when (exception is DomainException or RpcException)
        {
            return _known ?? [];
        }
    }
}
