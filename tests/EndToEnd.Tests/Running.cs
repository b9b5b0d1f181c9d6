using Shouldly;
using VpnMesh.EndToEnd.Tests.Events;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.EndToEnd.Tests.Telemetry;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>A system that runs for all tests of its shape, as to start one costs more than most of them.</summary>
public class Running<TSystem> : IAsyncLifetime
    where TSystem : MeshSystem, new()
{
    public TSystem System { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        System.Extra["LOOPBACK_PEERS"] = MeshSystem.PresentPeer + "/32";
        System.Extra["MONITOR_INTERVAL_SECONDS"] = "1";
        await System.StartAsync();
    }

    /// <summary>Whatever the tests have made the system tell must be as the AsyncAPI document says.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await using (System)
        {
            var document = PublishedEvents.Document();
            System.Events().SelectMany(document.Check).Take(10).ShouldBeEmpty();
        }
        GC.SuppressFinalize(this);
    }
}

/// <summary>A system whose processes send their traces to a collector.</summary>
public sealed class Traced<TSystem> : Running<TSystem>
    where TSystem : MeshSystem, new()
{
    private TraceCollector? _collector;

    public TraceCollector Collector => _collector!;

    public override async ValueTask InitializeAsync()
    {
        _collector = await TraceCollector.StartAsync();
        System.Extra["OTLP"] = _collector.Address;
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }
}

[CollectionDefinition(nameof(EmbeddedSystem))]
public sealed class EmbeddedShape : ICollectionFixture<Running<EmbeddedSystem>>;

[CollectionDefinition(nameof(SeparateOnPostgres))]
public sealed class SeparateShape : ICollectionFixture<Running<SeparateOnPostgres>>;
