using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Monitoring;

/// <summary>What this service asks the owner of connections. A refusal reaches the caller as the owner made it; no answer is 503.</summary>
internal sealed class SiteToSiteClient(
    MonitoringDatabase database, PartChannels channels, CallerContextSigner signer, TimeProvider time, ILogger<SiteToSiteClient> logger)
{
    private const int MostIds = 1000;

    /// <summary>For how long a connection may be given a monitor after it was asked for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Reads have their own copy to answer from.
    private static readonly TimeSpan PatienceOfReads = TimeSpan.FromSeconds(2);

    /// <summary>Gives a connection its monitor.</summary>
    /// <exception cref="RpcException">It is refused.</exception>
    /// <exception cref="DomainException">No answer: whether the connection has it nobody knows.</exception>
    public async Task<DescribedConnection> AttachAsync(
        string connectionId, string monitorId, CallerContext caller, CancellationToken cancellationToken)
    {
        var request = new AttachMonitorRequest { ProjectId = caller.ProjectId, VpnConnectionId = connectionId, MonitorId = monitorId };
        var self = Self(caller.ProjectId, caller.RequestId);
        var answer = await AskAsync((owner, options) => owner.AttachMonitorAsync(request, options), self, Patience, cancellationToken);
        return answer.Connection;
    }

    /// <summary>Takes a monitor away from its connection.</summary>
    /// <returns>Whether it is sure that the connection does not have it.</returns>
    public async Task<bool> TryDetachAsync(
        string projectId, string connectionId, string monitorId, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            var request = new DetachMonitorRequest { ProjectId = projectId, VpnConnectionId = connectionId, MonitorId = monitorId };
            var self = Self(projectId, requestId);
            await AskAsync((owner, options) => owner.DetachMonitorAsync(request, options), self, PatienceOfReads, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is DomainException or RpcException)
        {
            logger.LogInformation(exception, "Monitor {MonitorId} was not taken away from its connection; that will follow", monitorId);
            return false;
        }
    }

    /// <summary>Those of these connections that exist, by id; null when there is no answer.</summary>
    public async Task<IReadOnlyDictionary<string, DescribedConnection>?> TryDescribeAsync(
        IReadOnlyCollection<string> connectionIds, CallerContext caller, CancellationToken cancellationToken)
    {
        var self = Self(caller.ProjectId, caller.RequestId);
        var found = new Dictionary<string, DescribedConnection>(StringComparer.Ordinal);
        try
        {
            foreach (var ids in connectionIds.Chunk(MostIds))
            {
                var request = new DescribeConnectionsRequest { ProjectId = caller.ProjectId, VpnConnectionIds = { ids } };
                var answer = await AskAsync(
                    (owner, options) => owner.DescribeConnectionsAsync(request, options), self, PatienceOfReads, cancellationToken);
                foreach (var connection in answer.Connections)
                {
                    found[connection.VpnConnectionId] = connection;
                }
            }
            return found;
        }
        catch (Exception exception) when (exception is DomainException or RpcException)
        {
            return null;
        }
    }

    private CallerContext Self(string projectId, string requestId) => CallerExtensions.OfPart(database.Part, projectId, requestId);

    private async Task<T> AskAsync<T>(
        Func<MonitoredConnections.MonitoredConnectionsClient, CallOptions, AsyncUnaryCall<T>> ask,
        CallerContext self,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        try
        {
            var client = new MonitoredConnections.MonitoredConnectionsClient(channels.To("SITE_TO_SITE"));
            // Each call lives for a while of its own.
            return await ask(client, signer.With(self.Clone(), patience, time, cancellationToken));
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (exception.Refusal() is { } refusal)
            {
                throw refusal;
            }
            logger.LogWarning(exception, "SiteToSite gave no answer");
            throw ErrorCatalogue.BackendUnavailable.With();
        }
    }
}
