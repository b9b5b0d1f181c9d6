using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Npgsql;

namespace VpnMesh.TestKit;

/// <summary>
/// One PostgreSQL server for the whole test process, started when first needed; a fresh database for whoever asks. The variable
/// VPNMESH_TEST_POSTGRES (a connection string of a superuser) takes its place; such a server cannot be paused or killed.
/// </summary>
/// <remarks>Pausing and killing hit every test of the process that uses the server.</remarks>
public static class PostgresServer
{
    private const int Port = 5432;
    private const string User = "vpnmesh";
    private static readonly string Password = Guid.CreateVersion7().ToString("N");
    private static readonly int HostPort = ServerContainer.FreePort();
    private static readonly string? Given = Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES");
    private static readonly Lazy<Task<IContainer>> Container = new(RunAsync);

    private static string Server =>
        Given is { Length: > 0 } ? Given : $"Host=127.0.0.1;Port={HostPort};Username={User};Password={Password};Database=postgres";

    /// <summary>Connection string of a new, empty database. Few connections: the machine has two cores.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        if (string.IsNullOrEmpty(Given))
        {
            await Container.Value;
        }
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 16 }.ConnectionString;
    }

    /// <summary>Freezes every process of the server; connections stay open and silent.</summary>
    public static async Task PauseAsync() => await (await OwnAsync()).PauseAsync();

    /// <summary>Ends what <see cref="PauseAsync"/> began.</summary>
    public static async Task UnpauseAsync() => await (await OwnAsync()).UnpauseAsync();

    /// <summary>Ends the server at once, as a power cut would; what it has on disk, and its port, are kept.</summary>
    public static async Task KillAsync() => await (await OwnAsync()).StopAsync();

    /// <summary>Starts the server again and waits until it has recovered.</summary>
    public static async Task StartAsync() => await ServerContainer.StartAsync(await OwnAsync(), AnswersAsync);

    private static Task<IContainer> OwnAsync() => string.IsNullOrEmpty(Given)
        ? Container.Value
        : throw new InvalidOperationException("The server that VPNMESH_TEST_POSTGRES names cannot be stopped by a test.");

    private static Task<IContainer> RunAsync()
    {
        var image = Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES_IMAGE") ?? "postgres:17";
        var builder = new ContainerBuilder(image)
            .WithEnvironment("POSTGRES_USER", User)
            .WithEnvironment("POSTGRES_PASSWORD", Password)
            .WithPortBinding(HostPort, Port)
            .WithCommand("postgres", "-c", "max_connections=300", "-c", "shared_buffers=256MB")
            // A stop is a kill: nobody needs this server to end in peace.
            .WithCreateParameterModifier(container => container.StopSignal = "SIGKILL");
        return ServerContainer.RunAsync(builder, AnswersAsync);
    }

    private static async Task<bool> AnswersAsync()
    {
        await using var connection = await OpenAsync();
        return true;
    }

    private static async Task<NpgsqlConnection> OpenAsync()
    {
        // Not pooled: after a kill, a pool would hand out connections that are dead.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
