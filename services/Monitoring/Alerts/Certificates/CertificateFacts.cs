namespace VpnMesh.Monitoring.Alerts.Certificates;

/// <summary>What is known of a certificate.</summary>
internal sealed record CertificateFacts
{
    /// <summary>When it expires, in Unix milliseconds; null while there is none.</summary>
    public long? ExpireAt { get; init; }

    /// <summary>Generation, time and id of the event that told it; later ones count.</summary>
    public long Generation { get; init; }

    public long ToldAt { get; init; }

    public string EventId { get; init; } = "";
}
