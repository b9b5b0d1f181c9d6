using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Tests.Shared;

/// <summary>A store with nothing in it but what every part has.</summary>
internal sealed class SharedStore(TestStore store) : Database("shared-test", new ConfigurationBuilder().AddCommandLine([.. store.Settings]).Build())
{
    public static SharedStore Migrated(TestStore store)
    {
        var database = new SharedStore(store);
        database.Migrate(typeof(CloudEvent).Assembly);
        return database;
    }

    public static Task<int> AddAsync(Session session, string id) =>
        session.ExecuteAsync("INSERT INTO inbox (event_id, consumer, received_at) VALUES (@id, 'test', 0)", new { id });

    public Task<long> CountAsync(string from = "inbox") =>
        ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM " + from), CancellationToken.None);
}
