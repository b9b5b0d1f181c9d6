using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Parts;

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
