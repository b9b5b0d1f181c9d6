namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>A quiet system on each store, for tests that have projects of their own; they come one after another, for there is one clock.</summary>
[CollectionDefinition(nameof(QuietSystems))]
public sealed class QuietSystems : ICollectionFixture<QuietSystems>, IAsyncLifetime
{
    private readonly Dictionary<Kind, (TestStore Store, AlertSystem System)> _systems = [];

    internal AlertSystem this[Kind kind] => _systems[kind].System;

    public async ValueTask InitializeAsync()
    {
        foreach (var kind in Enum.GetValues<Kind>())
        {
            var store = await TestStore.CreateAsync(kind);
            _systems[kind] = (store, await AlertSystem.StartAsync(store, quiet: true));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (store, system) in _systems.Values)
        {
            await system.DisposeAsync();
            store.Dispose();
        }
    }
}
