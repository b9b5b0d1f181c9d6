using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Health;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Api.Telemetry;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Data;

/// <summary>How a part gets its store.</summary>
public static class StoreRegistration
{
    /// <summary>Registers the store of a part, and what platforms and operators are told of it.</summary>
    public static void AddStore<TDatabase>(this IHostApplicationBuilder builder)
        where TDatabase : Database
    {
        builder.Services.AddSingleton<TDatabase>();
        builder.Services.AddSingleton<IPartReport, StoreReport<TDatabase>>();
        builder.Services.AddSingleton<IReadyCheck, StoreReadiness<TDatabase>>();
        builder.Services.TryAddSingleton(TelemetrySettings.Of(builder.Configuration));
        builder.Services.AddHostedService<StoreGauges<TDatabase>>();
        if (builder.Configuration.WhenToMigrate() == WhenToMigrate.None)
        {
            builder.Services.AddHostedService<SchemaWait<TDatabase>>();
        }
    }

    /// <summary>Brings the store of a part up to date, or has the part wait until somebody else has, as the setting <c>MIGRATE</c> says.</summary>
    /// <param name="services">Services of the process.</param>
    /// <param name="assemblies">Where the migrations are, beside those that every store has.</param>
    /// <exception cref="InvalidOperationException">A script failed; the store is as the scripts before it left it.</exception>
    public static void UseStore<TDatabase>(this IServiceProvider services, params Assembly[] assemblies)
        where TDatabase : Database
    {
        var database = services.GetRequiredService<TDatabase>();
        if (services.GetRequiredService<IConfiguration>().WhenToMigrate() != WhenToMigrate.None)
        {
            database.Migrate(assemblies);
            return;
        }
        database.Scripts.Need(Migrator.WithShared(assemblies));
        database.Scripts.Await();
    }
}
