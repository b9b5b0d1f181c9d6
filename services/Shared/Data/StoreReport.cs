using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Api.Telemetry;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Data;

/// <summary>Tells operators which store a part has and how far it is migrated.</summary>
/// <typeparam name="TDatabase">The store.</typeparam>
internal sealed class StoreReport<TDatabase>(TDatabase database) : IPartReport
    where TDatabase : Database
{
    public string Part => database.Part;

    public async Task ReportAsync(Part part, CancellationToken cancellationToken)
    {
        part.Store = database.Dialect == Dialect.Sqlite ? "sqlite" : "postgresql";
        var journal = Migrator.Journal(database.Dialect);
        var scripts = await database.ReadAsync(session => session.QueryAsync<string>($"SELECT scriptname FROM {journal}"), cancellationToken);
        part.Schema = scripts.Select(NameOf).Max(StringComparer.Ordinal) ?? "";
    }

    // VpnMesh.Monitoring.Store.Migrations.450_alert.sql
    private static string NameOf(string script) => script.Split('.') is [.., var name, _] ? name : script;
}

/// <summary>How a part gets its store.</summary>
public static class StoreRegistration
{
    /// <summary>Registers the store of a part, and what operators are told and shown of it.</summary>
    public static void AddStore<TDatabase>(this IHostApplicationBuilder builder)
        where TDatabase : Database
    {
        builder.Services.AddSingleton<TDatabase>();
        builder.Services.AddSingleton<IPartReport, StoreReport<TDatabase>>();
        builder.Services.TryAddSingleton(TelemetrySettings.Of(builder.Configuration));
        builder.Services.AddHostedService<StoreGauges<TDatabase>>();
    }
}
