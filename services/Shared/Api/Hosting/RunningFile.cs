using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>
/// Says in the data folder where a running process and the parts that it knows are reached, so that programs beside it need only be told
/// the folder: settings in JSON, no secret among them. It is there while the process takes calls; one that is killed leaves it behind.
/// </summary>
public sealed class RunningFile(IConfiguration settings, ILogger<RunningFile> logger) : IHostedLifecycleService
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string Name = "running.json";

    private static readonly string[] Told = ["URLS", "SITE_TO_SITE", "P2C", "GOVERNANCE", "MONITORING", "METERING", "IDENTITY"];
    private string? _path;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var told = Told.Where(setting => settings[setting] is { Length: > 0 }).ToDictionary(setting => setting, setting => settings[setting]);
        try
        {
            var path = Path.Combine(settings.DataFolder(), Name);
            PrivateFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(told));
            _path = path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // With a database and keys from elsewhere a process needs no folder that it can write to.
            logger.LogInformation("There is no {File}: {Reason}", Name, exception.Message);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_path is not null)
        {
            File.Delete(_path);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>How a process comes to say where it is.</summary>
public static class RunningFileRegistration
{
    /// <summary>Keeps the file while the application runs.</summary>
    public static void TellWhereItRuns(this WebApplicationBuilder builder) => builder.Services.AddHostedService<RunningFile>();
}
