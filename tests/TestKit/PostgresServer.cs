using DotNet.Testcontainers.Builders;
using Npgsql;

namespace VpnMesh.TestKit;

/// <summary>
/// A PostgreSQL server in a container, started when first needed; a fresh database for whoever asks. Tests share <see cref="Shared"/>;
/// one that kills its server takes a server of its own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int Port = 5432;
    private const string User = "vpnmesh";
    private readonly string _address;
    private readonly ServerContainer? _container;

    /// <summary>A server that nobody else uses.</summary>
    /// <param name="folder">Where its files are on this machine; null for inside its container.</param>
    public PostgresServer(string? folder = null)
    {
        var image = Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES_IMAGE") ?? "postgres:17";
        var password = Guid.CreateVersion7().ToString("N");
        var port = FreePort.Next();
        _address = $"Host=127.0.0.1;Port={port};Username={User};Password={password};Database=postgres";
        var builder = new ContainerBuilder(image)
            .WithEnvironment("POSTGRES_USER", User)
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithPortBinding(port, Port)
            // The machine outlives the server, also one that is killed: what was handed to the kernel need not reach the disk.
            .WithCommand("postgres", "-c", "max_connections=300", "-c", "shared_buffers=256MB", "-c", "fsync=off")
            // A stop is a kill: nobody needs this server to end in peace.
            .WithCreateParameterModifier(container => container.StopSignal = "SIGKILL");
        _container = new ServerContainer(folder is null ? builder : OnDisk(builder, folder), AnswersAsync);
    }

    // A disk that tests have made for it is small.
    private static ContainerBuilder OnDisk(ContainerBuilder builder, string folder) =>
        builder.WithBindMount(folder, "/var/lib/postgresql/data").WithCommand("-c", "max_wal_size=128MB");

    private PostgresServer(NpgsqlConnectionStringBuilder given) => _address = given.ConnectionString;

    /// <summary>The server of the whole test process, or the one that VPNMESH_TEST_POSTGRES (a superuser's connection string) names.</summary>
    public static PostgresServer Shared { get; } =
        Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES") is { Length: > 0 } given ? new(new NpgsqlConnectionStringBuilder(given)) : new();

    /// <summary>Connection string of a new, empty database. Few connections: the machine has two cores.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        if (_container is not null)
        {
            await _container.StartedAsync();
        }
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var source = Source(_address);
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_address) { Database = name, MaxPoolSize = 16 }.ConnectionString;
    }

    /// <summary>What comes before a program of PostgreSQL so that it is the one of this server; empty for a server that was given.</summary>
    public string Tools => _container is null ? "" : $"docker exec -i {_container.Name.TrimStart('/')}";

    /// <summary>A database as <see cref="Tools"/> take it.</summary>
    public string ForTools(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var database = $"dbname={settings.Database} user={settings.Username}";
        return _container is null ? $"{database} host={settings.Host} port={settings.Port} password={settings.Password}" : database;
    }

    /// <summary>Ends the server at once, in the middle of what it does; its files and its port are kept.</summary>
    public Task KillAsync() => _container!.StopAsync();

    /// <summary>Starts the server again and waits until it has recovered.</summary>
    public Task StartAsync() => _container!.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    /// <summary>
    /// Connections that are not pooled: after a kill, a pool would hand out some that are dead. Nor do they ask for types, of which those
    /// that every server has are enough.
    /// </summary>
    internal static NpgsqlDataSource Source(string address)
    {
        var settings = new NpgsqlConnectionStringBuilder(address) { Pooling = false };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
    }

    private async Task<bool> AnswersAsync()
    {
        await using var source = Source(_address);
        await using var connection = await source.OpenConnectionAsync();
        return true;
    }
}
