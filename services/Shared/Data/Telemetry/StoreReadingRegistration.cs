using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VpnMesh.Shared.Data.Telemetry;

/// <summary>How a part gets gauges of what is in its store.</summary>
public static class StoreReadingRegistration
{
    /// <summary>Has a reading done with each look into the store.</summary>
    /// <typeparam name="TDatabase">The store.</typeparam>
    /// <typeparam name="TReading">What is read.</typeparam>
    public static void AddStoreReading<TDatabase, TReading>(this IHostApplicationBuilder builder)
        where TDatabase : Database
        where TReading : class, IStoreReading<TDatabase> =>
        builder.Services.AddSingleton<IStoreReading<TDatabase>, TReading>();
}
