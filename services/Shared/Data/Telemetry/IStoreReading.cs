namespace VpnMesh.Shared.Data.Telemetry;

/// <summary>Something that is known only from a look into a store: a few gauges that one cheap query fills.</summary>
/// <typeparam name="TDatabase">The store.</typeparam>
public interface IStoreReading<TDatabase>
    where TDatabase : Database
{
    /// <summary>The gauges that are filled.</summary>
    IReadOnlyList<StoreGauge> Gauges { get; }

    /// <summary>Looks; called again and again in every replica, so that it must begin at an index or read a small table.</summary>
    /// <param name="session">Reads outside of any transaction.</param>
    /// <param name="values">Where the values go; a gauge without any is absent.</param>
    Task ReadAsync(Session session, StoreValues values);
}

/// <summary>A gauge.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it tells.</param>
/// <param name="Unit">Its unit; null: a number of things.</param>
public sealed record StoreGauge(string Name, string Description, string? Unit = null);
