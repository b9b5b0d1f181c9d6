using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Messaging.Tests;

/// <summary>Where a test runs: which store and which bus.</summary>
public enum Shape
{
    /// <summary>SQLite and the mediator.</summary>
    Embedded,

    /// <summary>SQLite and RabbitMQ.</summary>
    SqliteWithBroker,

    /// <summary>PostgreSQL and RabbitMQ.</summary>
    PostgresWithBroker,
}

/// <summary>A small part with an outbox and a listener, around the real messaging core.</summary>
internal sealed class Part : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private IHost? _host;

    public Dictionary<string, string?> Settings { get; } = [];

    public IServiceProvider Services => _host!.Services;

    public PartDatabase Database => Services.GetRequiredService<PartDatabase>();

    public KeptLog Log { get; } = new();

    public Listener Listener => Services.GetRequiredService<Listener>();

    public static async Task<Part> StartAsync(Shape shape)
    {
        var part = new Part();
        part.Settings["DATA"] = part._folder.Path;
        if (shape == Shape.PostgresWithBroker)
        {
            part.Settings["DATABASE"] = await PostgresServer.Shared.CreateDatabaseAsync();
        }
        if (shape != Shape.Embedded)
        {
            part.Settings["BUS"] = await RabbitServer.Shared.CreateVhostAsync();
        }
        await part.StartAsync();
        return part;
    }

    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.AddProvider(Log);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PartDatabase>();
        builder.AddOutbox<PartDatabase>();
        builder.AddEventHandler<PartDatabase, Listener>();
        builder.AddEventBus();
        _host = builder.Build();
        Database.Migrate(typeof(OutboxSignal<>).Assembly);
        await _host.StartAsync();
        // A bus that is stopped while it starts goes on starting; a process would end with it, but here it would take events in for nobody.
        await Services.GetRequiredService<EventBus>().ListeningAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await _host!.StopAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>Writes events of one resource, a transaction each.</summary>
    public async Task TellAsync(string resourceId, params string[] names)
    {
        var outbox = Services.GetRequiredService<Outbox<PartDatabase>>();
        foreach (var (name, generation) in names.Select((name, index) => (name, index + 1)))
        {
            var subject = new EventSubject("p1", "0", resourceId, generation, "r1");
            await Database.InTransactionAsync(
                async session =>
                {
                    await outbox.AddAsync(session, subject, new CustomerGatewayUpdated { Name = name });
                    return true;
                },
                CancellationToken.None);
        }
    }

    public Task<long> CountAsync(string table) =>
        Database.ReadAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM " + table), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}

internal sealed class PartDatabase(IConfiguration settings) : Database("part", settings);

/// <summary>Remembers what it was given; fails as often as it is told to.</summary>
internal sealed class Listener : IEventHandler
{
    private int _failures;

    public static IReadOnlyList<string> Types => ["customer_gateway.*"];

    public ConcurrentQueue<CloudEvent> Taken { get; } = new();

    public void FailNext(int times) => _failures = times;

    public Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new InvalidOperationException("told to fail");
        }
        session.AfterCommit(() => Taken.Enqueue(cloudEvent));
        return Task.CompletedTask;
    }

    public List<string> NamesOf(string resourceId) =>
        [.. Taken.Where(taken => taken.Subject == resourceId).Select(taken => taken.Data.GetProperty("name").GetString()!)];
}
