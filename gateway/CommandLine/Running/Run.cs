using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.CommandLine.Output;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.CommandLine.Running;

/// <summary>A command under way: what was typed, where the system is, and where to write.</summary>
internal sealed class Run : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ParseResult _parsed;
    private readonly Lazy<ServiceProvider> _services;

    public Run(ParseResult parsed, CancellationToken cancellation)
    {
        _parsed = parsed;
        Cancellation = cancellation;
        Print = new Printer(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(CommonOptions.Json));
        Settings = new ToolSettings(parsed.GetValue(CommonOptions.Data));
        _services = new(AddServices);
    }

    public CancellationToken Cancellation { get; }

    public Printer Print { get; }

    public ToolSettings Settings { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    public T? Value<T>(Option<T> option) => _parsed.GetValue(option);

    public T Value<T>(Argument<T> argument) => _parsed.GetRequiredValue(argument);

    /// <summary>The values of an argument that may be left out.</summary>
    public T[] Values<T>(Argument<T[]> argument) => _parsed.GetValue(argument) ?? [];

    /// <summary>A channel to a part.</summary>
    /// <param name="setting">Name of the setting with its address.</param>
    /// <exception cref="Failure">It is not known where the part is.</exception>
    public GrpcChannel Part(string setting)
    {
        if (string.IsNullOrEmpty(Settings.Values[setting]))
        {
            throw new Failure(ExitCodes.Unreachable, $"where is the system? {Settings.RunningFile} is not there, and VPNMESH_{setting} is not set.");
        }
        return Needed<PartChannels>().To(setting);
    }

    /// <summary>What calls to parts are made with: the context of an administrator.</summary>
    public CallOptions AsAdministrator() => AsAdministrator(Patience);

    /// <inheritdoc cref="AsAdministrator()"/>
    public CallOptions AsAdministrator(TimeSpan patience)
    {
        var caller = CallerExtensions.OfPart(CallerExtensions.Administrator, requestId: Guid.CreateVersion7().ToString("N"));
        return Needed<CallerContextSigner>().With(caller, patience, Time, Cancellation);
    }

    /// <summary>The project that was named, or that of the environment.</summary>
    /// <exception cref="Failure">There is none.</exception>
    public string ProjectOf(Option<string> option) =>
        Value(option) ?? Settings.Values["PROJECT_ID"]
        ?? throw new Failure(ExitCodes.Usage, "which project? Give --project, or set VPNMESH_PROJECT_ID.");

    public void Dispose()
    {
        if (_services.IsValueCreated)
        {
            _services.Value.Dispose();
        }
    }

    private T Needed<T>()
        where T : notnull
    {
        try
        {
            return _services.Value.GetRequiredService<T>();
        }
        catch (InvalidOperationException exception)
        {
            // Settings that do not go together say so like this.
            throw new Failure(ExitCodes.Usage, exception.Message);
        }
    }

    private ServiceProvider AddServices()
    {
        if (string.IsNullOrEmpty(Settings.Values["INTERNAL_KEY"]))
        {
            throw new Failure(
                ExitCodes.Unreachable, $"the key of administrators is missing: VPNMESH_INTERNAL_KEY is not set, and {Settings.Folder} has none.");
        }
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Settings.Values).AddSingleton(Time).AddLogging();
        services.AddPartClients();
        return services.BuildServiceProvider();
    }
}
