namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>Something without which a process should get no calls. Whoever needs it registers one.</summary>
public interface IReadyCheck
{
    /// <summary>What is missing, in words that anybody may read; null when nothing is.</summary>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    Task<string?> WhatIsMissingAsync(CancellationToken cancellationToken);
}
