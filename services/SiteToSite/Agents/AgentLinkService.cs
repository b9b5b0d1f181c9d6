using Grpc.Core;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>The service's end of the agent protocol: one call of <see cref="Connect"/> is one stream of one agent.</summary>
internal sealed class AgentLinkService(
    SiteToSiteDatabase database,
    AgentLease lease,
    AgentStreams streams,
    AgentPush push,
    ObservedStates observed,
    CertificateObservations certificates,
    ConnectionObservations connections,
    RouteObservations routes,
    NegotiationReports negotiations,
    PlacementSignal signal,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AgentLinkService> logger) : AgentLink.AgentLinkBase
{
    /// <inheritdoc />
    public override async Task Connect(
        IAsyncStreamReader<AgentMessage> requestStream, IServerStreamWriter<ControlMessage> responseStream, ServerCallContext context)
    {
        context.Caller().RequirePart("agent");
        var register = await ReadRegisterAsync(requestStream, context.CancellationToken);
        var (stream, superseded) = await RegisterAsync(register);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            logger.LogInformation("Agent {AgentId} of zone {Zone} is connected", register.AgentId, register.Zone);
            var acknowledgements = new Acknowledgements();
            var inbox = new AgentInbox(
                register.AgentId, stream, database, lease, observed, certificates, connections, routes, negotiations, acknowledgements, time);
            Task[] work =
            [
                push.RunAsync(register.AgentId, stream, acknowledgements, responseStream, end.Token),
                inbox.ReadAsync(requestStream, end.Token),
                .. inbox.Apply(end.Token),
                superseded.Task,
            ];
            var first = await Task.WhenAny(work);
            await end.CancelAsync();
            superseded.TrySetResult();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ThrowUnlessEnded(first, context.CancellationToken);
        }
        finally
        {
            streams.Leave(register.AgentId, superseded);
            logger.LogInformation("The stream of agent {AgentId} has ended", register.AgentId);
        }
    }

    private static async Task<Register> ReadRegisterAsync(IAsyncStreamReader<AgentMessage> requests, CancellationToken cancellationToken)
    {
        var register = await requests.MoveNext(cancellationToken) ? requests.Current.Register : null;
        if (register is null)
        {
            throw ErrorCatalogue.InvalidRequest.For("register", "register must be the first message");
        }
        var violations = new Violations();
        RequireName(violations, "register.agent_id", register.AgentId);
        RequireName(violations, "register.zone", register.Zone);
        RequireName(violations, "register.backend", register.Backend);
        if (register.Capacity < 0)
        {
            violations.Add("register.capacity", "must not be negative");
        }
        foreach (var (index, version) in register.Versions.Index())
        {
            RequireName(violations, $"register.versions[{index}]", version);
        }
        if (register.Versions.Distinct().Count() < register.Versions.Count)
        {
            violations.Add("register.versions", "must not name a version twice");
        }
        violations.ThrowIfAny();
        return register;
    }

    private static void RequireName(Violations violations, string field, string value)
    {
        if (value.Length is 0 or > 128)
        {
            violations.Add(field, "must be 1 to 128 characters long");
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
        if (!await AgentStore.RegisterAsync(session, register, stream, lease.UntilMs(time)))
        {
            return null;
        }
        var entered = new TaskCompletionSource<TaskCompletionSource>(TaskCreationOptions.RunContinuationsAsynchronously);
        // In the order of the commits, so that of two streams the one stays whose session the store has.
        session.AfterCommit(() => entered.SetResult(streams.Enter(register.AgentId)));
        return entered.Task;
    }

    private static void ThrowUnlessEnded(Task first, CancellationToken callEnded)
    {
        if (callEnded.IsCancellationRequested || first.IsCanceled)
        {
            return;
        }
        if (first.Exception is { } exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
