using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>
/// Says in the data folder where a running process and the parts that it knows are reached, so that programs beside it need only be told
/// the folder: settings in JSON, no secret among them. It is there while the process takes calls; one that is killed leaves it behind.
/// </summary>
public sealed class RunningFile(IConfiguration settings) : IHostedLifecycleService
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string Name = "running.json";

    private static readonly string[] Told = ["URLS", "SITE_TO_SITE", "P2C", "GOVERNANCE", "MONITORING", "METERING", "IDENTITY"];
    private readonly string _path = Path.Combine(settings.DataFolder(), Name);

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var told = Told.Where(setting => settings[setting] is { Length: > 0 }).ToDictionary(setting => setting, setting => settings[setting]);
        PrivateFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(told));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        File.Delete(_path);
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
