using Shouldly;
using VpnMesh.EndToEnd.Tests.Events;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>A system that runs for all tests of its shape, as to start one costs more than most of them.</summary>
public sealed class Running<TSystem> : IAsyncLifetime
    where TSystem : MeshSystem, new()
{
    public TSystem System { get; } = new();

    public async ValueTask InitializeAsync()
    {
        System.Extra["LOOPBACK_PEERS"] = MeshSystem.PresentPeer + "/32";
        System.Extra["MONITOR_INTERVAL_SECONDS"] = "1";
        await System.StartAsync();
    }

    /// <summary>Whatever the tests have made the system tell must be as the AsyncAPI document says.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (System)
        {
            var document = PublishedEvents.Document();
            System.Events().SelectMany(document.Check).Take(10).ShouldBeEmpty();
        }
    }
}

[CollectionDefinition(nameof(EmbeddedSystem))]
public sealed class EmbeddedShape : ICollectionFixture<Running<EmbeddedSystem>>;

[CollectionDefinition(nameof(SeparateOnPostgres))]
public sealed class SeparateShape : ICollectionFixture<Running<SeparateOnPostgres>>;
