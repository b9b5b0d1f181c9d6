namespace VpnMesh.TestKit;

/// <summary>
/// Ends the servers that a test process shared, if it used any. A fixture of every test assembly that may, so that it comes before the
/// process exits: the runner gives an exit 10 seconds, and a PostgreSQL with a thousand databases takes longer to delete.
/// </summary>
public sealed class SharedServers : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await PostgresServer.Shared.DisposeAsync();
        await RabbitServer.Shared.DisposeAsync();
    }
}
