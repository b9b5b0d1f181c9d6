using Microsoft.Extensions.Time.Testing;

namespace VpnMesh.Metering.Tests;

/// <summary>One service for most tests, each with a project of its own; its clock stands still a day after what they tell of begins.</summary>
public sealed class OneDayLater : IAsyncLifetime
{
    private TestStore? _store;
    private MeteringInstance? _metering;

    public static DateTimeOffset Start { get; } = new(2027, 2, 20, 7, 0, 0, TimeSpan.Zero);

    internal MeteringInstance Metering => _metering!;

    public async ValueTask InitializeAsync()
    {
        _store = await TestStore.CreateAsync(Kind.Sqlite);
        _metering = await MeteringInstance.StartAsync(_store, new FakeTimeProvider(Start.AddDays(1)));
    }

    public async ValueTask DisposeAsync()
    {
        await _metering!.DisposeAsync();
        _store!.Dispose();
    }
}
