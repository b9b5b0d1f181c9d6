using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace VpnMesh.Monitoring.Tests;

/// <summary>Makes the owner of connections fall silent towards Monitoring for a project, before it does what it was asked for or after.</summary>
internal sealed class Outage : Interceptor
{
    private readonly ConcurrentDictionary<string, (string Rpc, bool IsDone)> _silent = new();

    /// <summary>Nothing that is asked is done, as long as what this answers lives.</summary>
    public IDisposable Silence(Site site) => Silence(site, "MonitoredConnections", isDone: false);

    /// <summary>What this rpc is asked for is done, but the answer is lost.</summary>
    public IDisposable LoseAnswersOf(string rpc, Site site) => Silence(site, rpc, isDone: true);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Break(request, context, isDone: false);
        var response = await continuation(request, context);
        Break(request, context, isDone: true);
        return response;
    }

    private End Silence(Site site, string rpc, bool isDone)
    {
        _silent[site.Caller.ProjectId] = (rpc, isDone);
        return new End(this, site.Caller.ProjectId);
    }

    private void Break(object request, ServerCallContext context, bool isDone)
    {
        var message = (IMessage)request;
        var project = message.Descriptor.FindFieldByName("project_id")?.Accessor.GetValue(message) as string ?? "";
        if (_silent.TryGetValue(project, out var silent) && silent.IsDone == isDone && context.Method.Contains(silent.Rpc, StringComparison.Ordinal))
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the connection broke"));
        }
    }

    private sealed class End(Outage outage, string project) : IDisposable
    {
        public void Dispose() => outage._silent.TryRemove(project, out _);
    }
}
