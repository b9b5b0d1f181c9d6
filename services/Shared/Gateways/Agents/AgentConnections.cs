using System.Runtime.ExceptionServices;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>The work that belongs to one stream of an agent.</summary>
/// <param name="agentId">The agent.</param>
/// <param name="stream">Id of the stream; what is written under it counts only as long as it is the agent's newest.</param>
/// <param name="end">Stops all of it once the first has ended.</param>
internal delegate IEnumerable<Task> StreamWork(string agentId, string stream, CancellationToken end);

/// <summary>The streams of agents at a service: registration, signs of life, the end.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class AgentConnections<TDatabase>(
    TDatabase database,
    AgentLease lease,
    PlacementSignal<TDatabase> signal,
    AgentEvents<TDatabase> events,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AgentConnections<TDatabase>> logger)
    where TDatabase : Database
{
    private readonly AgentStreams _streams = new();

    /// <summary>Registers an agent and does the work of its stream, until the first of it ends or the agent has a newer stream.</summary>
    /// <param name="first">The first message of the stream; null when it is another or there is none.</param>
    /// <param name="work">Begins the work.</param>
    /// <param name="call">The stream.</param>
    /// <exception cref="DomainException"><c>VPN.0001</c>: the agent is refused.</exception>
    public async Task ServeAsync(Register? first, StreamWork work, ServerCallContext call)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            CutWhenStopping(call);
            throw new RpcException(new Status(StatusCode.Unavailable, "this replica is being shut down: connect to another"));
        }
        var register = AgentRegistration.Require(first);
        var (stream, superseded) = await RegisterAsync(register);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            logger.LogInformation("Agent {AgentId} of zone {Zone} is connected", register.AgentId, register.Zone);
            Task[] tasks = [.. work(register.AgentId, stream, end.Token), superseded.Task];
            var ended = await Task.WhenAny(tasks);
            await end.CancelAsync();
            superseded.TrySetResult();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ThrowUnlessEnded(ended, call.CancellationToken);
        }
        finally
        {
            _streams.Leave(register.AgentId, superseded);
            CutWhenStopping(call);
            logger.LogInformation("The stream of agent {AgentId} has ended", register.AgentId);
        }
    }

    /// <summary>Reads until the agent ends the stream or is silent for longer than its lease.</summary>
    public async Task ReadAsync<TMessage>(IAsyncStreamReader<TMessage> requests, Func<TMessage, Task> take, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(lease.Length, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        while (await requests.MoveNext(end.Token))
        {
            silence.CancelAfter(lease.Length);
            await take(requests.Current);
        }
    }

    /// <summary>Renews the lease of an agent.</summary>
    /// <exception cref="RpcException">It has a newer stream, or has lost its lease.</exception>
    public async Task RenewAsync(string agentId, string stream)
    {
        // The end of the lease counts from when it is written, not from when it began to wait for that.
        if (!await database.InGroupAsync(session => AgentStore.RenewAsync(session, agentId, stream, lease.UntilMs(time)), CancellationToken.None))
        {
            throw AgentStreams.Over();
        }
    }

    private async Task<(string Stream, TaskCompletionSource Superseded)> RegisterAsync(Register register)
    {
        var stream = time.NewId();
        if (await database.InGroupAsync(session => RegisterAsync(session, register, stream), CancellationToken.None) is not { } superseded)
        {
            throw ErrorCatalogue.InvalidRequest.For("register.zone", "register.zone must stay the same while the agent has end points");
        }
        // There may be end points that wait for it.
        signal.Set();
        return (stream, await superseded);
    }

    /// <summary>Registers the agent, whose earlier stream here ends once that is durable; null when it is refused.</summary>
    private async Task<Task<TaskCompletionSource>?> RegisterAsync(Session session, Register register, string stream)
    {
        var leaseUntil = lease.UntilMs(time);
        var isKnown = await AgentStore.LockLiveAsync(session, register.AgentId);
        if (!await AgentStore.RegisterAsync(session, register, stream, leaseUntil))
        {
            return null;
        }
        if (!isKnown)
        {
            await events.AddReturnedAsync(session, register, leaseUntil);
        }
        var entered = new TaskCompletionSource<TaskCompletionSource>(TaskCreationOptions.RunContinuationsAsynchronously);
        // In the order of the commits, so that of two streams the one stays whose session the store has.
        session.AfterCommit(() => entered.SetResult(_streams.Enter(register.AgentId)));
        return entered.Task;
    }

    /// <summary>
    /// When it stops the server waits for every connection, also for that of a stream that has ended, until the agent closes it. The agent
    /// connects anew at any end.
    /// </summary>
    private void CutWhenStopping(ServerCallContext call)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            call.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        }
    }

    private static void ThrowUnlessEnded(Task first, CancellationToken callEnded)
    {
        if (callEnded.IsCancellationRequested || first.IsCanceled)
        {
            return;
        }
        if (first.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
