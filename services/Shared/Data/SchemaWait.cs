using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Shared.Data;

/// <summary>
/// Where somebody else migrates: looks until the store has what the program needs, and has those who wait for it go on. The process starts
/// meanwhile, so that it can say what it waits for.
/// </summary>
/// <typeparam name="TDatabase">The store.</typeparam>
internal sealed class SchemaWait<TDatabase>(TDatabase database, TimeProvider time, ILogger<SchemaWait<TDatabase>> logger)
    : BackgroundService, IHostedLifecycleService
    where TDatabase : Database
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // Before anything else of the process: with a schema that is there already nobody has to wait.
    public Task StartingAsync(CancellationToken cancellationToken) => LookAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Scripts.Applied.IsCompleted)
        {
            return;
        }
        logger.LogWarning("The store of {Part} lacks the schema of this program, or cannot be reached; waiting", database.Part);
        while (!database.Scripts.Applied.IsCompleted)
        {
            await Task.Delay(s_pause, time, stoppingToken);
            await LookAsync(stoppingToken);
        }
        logger.LogInformation("The store of {Part} has the schema of this program", database.Part);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (database.Scripts.Applied.IsCompleted)
        {
            return;
        }
        using var patience = new CancellationTokenSource(s_patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (await database.Scripts.AreAppliedAsync(both.Token))
            {
                database.Scripts.Arrive();
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It is looked at again, and whoever asks for the health of the process is told.
        }
    }
}
