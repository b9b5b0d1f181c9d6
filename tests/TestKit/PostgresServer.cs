using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Npgsql;

namespace VpnMesh.TestKit;

/// <summary>
/// One PostgreSQL server for the whole test process, started when first needed; a fresh database for whoever asks. The variable
/// VPNMESH_TEST_POSTGRES (a connection string of a superuser) takes its place.
/// </summary>
public static class PostgresServer
{
    private const int Port = 5432;
    private const string User = "vpnmesh";
    private static readonly string Password = Guid.CreateVersion7().ToString("N");
    private static readonly Lazy<Task<IContainer?>> Container = new(StartAsync);
    private static int _databases;

    /// <summary>Connection string of a new, empty database. Few connections: the machine has two cores.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await ConnectionStringAsync();
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 16 }.ConnectionString;
    }

    /// <summary>Freezes every process of the server; connections stay open and silent.</summary>
    public static async Task PauseAsync() => await (await Container.Value)!.PauseAsync();

    public static async Task UnpauseAsync() => await (await Container.Value)!.UnpauseAsync();

    private static async Task<string> ConnectionStringAsync()
    {
        var container = await Container.Value;
        return container is not null ? ConnectionString(container) : Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES")!;
    }

    private static async Task<IContainer?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES") is { Length: > 0 })
        {
            return null;
        }
        var image = Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES_IMAGE") ?? "postgres:17";
        var container = new ContainerBuilder(image)
            .WithEnvironment("POSTGRES_USER", User)
            .WithEnvironment("POSTGRES_PASSWORD", Password)
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithCommand("postgres", "-c", "max_connections=300", "-c", "shared_buffers=256MB")
            .Build();
        await container.StartAsync();
        await Eventually.Async(() => AnswersAsync(ConnectionString(container)), TimeSpan.FromMinutes(1));
        ContainersOfThisRun.StopAtExit(container);
        return container;
    }

    private static string ConnectionString(IContainer container) =>
        $"Host=127.0.0.1;Port={container.GetMappedPublicPort(Port)};Username={User};Password={Password};Database=postgres";

    private static async Task<bool> AnswersAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return true;
    }
}
