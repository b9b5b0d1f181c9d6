namespace VpnMesh.Governance.Reconciliation;

/// <summary>Goes through all of something, a page at a time, and puts right what is wrong.</summary>
internal interface ISweep
{
    /// <summary>The next page.</summary>
    /// <returns>Whether there are more; when not, the next one is the first again.</returns>
    Task<bool> NextPageAsync(CancellationToken cancellationToken);
}
