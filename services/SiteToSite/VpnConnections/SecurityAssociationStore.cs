using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>A row of <c>security_association</c>: a negotiated pair of blocks with its counters.</summary>
internal sealed record SecurityAssociationRow
{
    public required string ConnectionId { get; init; }
    public required string Id { get; init; }
    public required string SourceBlock { get; init; }
    public required string DestinationBlock { get; init; }
    public required long PacketsSent { get; init; }
    public required long PacketsReceived { get; init; }
    public required long BytesSent { get; init; }
    public required long BytesReceived { get; init; }
    public required long CollectedAt { get; init; }
}

/// <summary>SQL of security associations.</summary>
internal static class SecurityAssociationStore
{
    private const string Columns =
        "connection_id, id, source_block, destination_block, packets_sent, packets_received, bytes_sent, bytes_received, collected_at";

    public static Task<IReadOnlyList<SecurityAssociationRow>> ListSecurityAssociationsAsync(this Session session, string connectionId) =>
        session.QueryAsync<SecurityAssociationRow>(
            $"SELECT {Columns} FROM security_association WHERE connection_id = @connectionId ORDER BY id",
            new { connectionId });

    /// <summary>The associations of these connections no longer hold.</summary>
    public static Task<int> ForgetSecurityAssociationsAsync(this Session session, string[] connectionIds) =>
        session.ExecuteAsync("DELETE FROM security_association WHERE connection_id IN @connectionIds", new { connectionIds });

    public static Task InsertAsync(this Session session, IReadOnlyCollection<SecurityAssociationRow> associations) =>
        session.InsertAllAsync("security_association", Columns, associations);
}
