using System.Globalization;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>Keeps the logs of connections: what their agents negotiate, resets and changes of status. A log goes with its connection.</summary>
internal sealed class ConnectionLogRecording(ConnectionLogBound bound, TimeProvider time) : IEventHandler
{
    private const string Negotiation = "vpn_connection.negotiation";
    private const string Reset = "vpn_connection.reset";
    private const string StatusChanged = "vpn_connection.status_changed";
    private const string Deleted = "vpn_connection.deleted";

    public static IReadOnlyList<string> Types { get; } = [Negotiation, Reset, StatusChanged, Deleted];

    public Task HandleAsync(Session session, CloudEvent cloudEvent) => cloudEvent.Type switch
    {
        Negotiation => AddAsync(session, cloudEvent, Negotiated(cloudEvent)),
        Reset => AddAsync(session, cloudEvent, Line(cloudEvent, cloudEvent.Time, LogSentences.ResetRequested)),
        StatusChanged => AddAsync(
            session, cloudEvent, Line(cloudEvent, cloudEvent.Time, LogSentences.Of(cloudEvent.DataOf<VpnConnectionStatusChanged>()))),
        _ => session.ForgetConnectionAsync(ConnectionOf(cloudEvent) with { GoneAt = time.NowMs() }),
    };

    private async Task AddAsync(Session session, CloudEvent cloudEvent, ConnectionLogRow line)
    {
        var connection = await session.CountLineAsync(ConnectionOf(cloudEvent) with { GatewayAddress = line.GatewayAddress });
        if (connection.GoneAt is not null)
        {
            return;
        }
        await session.AddLineAsync(line);
        if (connection.Lines >= bound.Full)
        {
            await session.KeepNewestLinesAsync(connection.Id, bound.Lines);
        }
    }

    private static ConnectionLogRow Negotiated(CloudEvent cloudEvent)
    {
        var negotiation = cloudEvent.DataOf<VpnConnectionNegotiation>();
        return Line(cloudEvent, negotiation.HappenedAt, LogSentences.Of(negotiation)) with
        {
            GatewayAddress = negotiation.GatewayAddress.Length > 0 ? negotiation.GatewayAddress : null,
            PeerAddress = negotiation.PeerAddress.Length > 0 ? negotiation.PeerAddress : null,
            PeerPort = negotiation.PeerPort,
            ProcessId = negotiation.ProcessId,
            Reason = negotiation.Message,
        };
    }

    private static ConnectionLogRow Line(CloudEvent cloudEvent, string at, string sentence) => new()
    {
        EventId = cloudEvent.Id,
        ConnectionId = cloudEvent.Subject,
        TimeMs = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
        Sentence = sentence,
    };

    private static LoggedConnectionRow ConnectionOf(CloudEvent cloudEvent) => new()
    {
        Id = cloudEvent.Subject,
        ProjectId = cloudEvent.ProjectId,
        EnterpriseProjectId = cloudEvent.EnterpriseProjectId,
    };
}
