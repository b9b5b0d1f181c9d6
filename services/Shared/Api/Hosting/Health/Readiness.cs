using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>
/// Whether this process wants calls: it has started, is not about to end, and what its parts cannot do without is there. Asked by the
/// management listener and by the gRPC health service.
/// </summary>
public sealed class Readiness(IEnumerable<IReadyCheck> checks, IHostApplicationLifetime lifetime, Drain drain, TimeProvider time) : IHealthCheck
{
    // Several probes may ask; the stores are looked at once for all of them.
    private static readonly TimeSpan s_counts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private Task<string[]>? _latest;
    private long _askedAt;

    /// <summary>Whether everything that runs in the process has been started.</summary>
    public bool HasStarted => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Everything that keeps the process from being ready; nothing when it is.</summary>
    public async Task<IReadOnlyList<string>> WhatIsMissingAsync()
    {
        if (drain.IsUnderWay)
        {
            return ["draining"];
        }
        return HasStarted ? await LookAsync() : ["starting"];
    }

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await WhatIsMissingAsync() is { Count: > 0 } missing ? HealthCheckResult.Unhealthy(string.Join("; ", missing)) : HealthCheckResult.Healthy();

    private Task<string[]> LookAsync()
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_askedAt) >= s_counts))
            {
                _askedAt = time.GetTimestamp();
                _latest = LookAtAllAsync();
            }
            return _latest;
        }
    }

    private async Task<string[]> LookAtAllAsync() => [.. (await Task.WhenAll(checks.Select(LookAsync))).OfType<string>()];

    private async Task<string?> LookAsync(IReadyCheck check)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            // What does not heed the token is not waited for either.
            return await Task.Run(() => check.WhatIsMissingAsync(patience.Token)).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return $"{check} does not answer";
        }
    }
}
