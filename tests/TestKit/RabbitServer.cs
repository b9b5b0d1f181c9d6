using DotNet.Testcontainers.Builders;
using RabbitMQ.Client;

namespace VpnMesh.TestKit;

/// <summary>
/// A RabbitMQ broker in a container, started when first needed, on a fixed port so that it can be stopped and started again with its
/// data; a fresh virtual host for whoever asks. Tests share <see cref="Shared"/>; one that stops its broker takes a broker of its own.
/// </summary>
public sealed class RabbitServer : IAsyncDisposable
{
    private const int Port = 5672;
    private const string User = "vpnmesh";
    private const string Node = "rabbit@localhost";
    private readonly string _address;
    private readonly ServerContainer? _container;
    private int _vhosts;

    /// <summary>A broker that nobody else uses.</summary>
    /// <param name="folder">Where its files are on this machine; null for inside its container.</param>
    public RabbitServer(string? folder = null)
    {
        var image = Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ_IMAGE") ?? "rabbitmq:4";
        var password = Guid.CreateVersion7().ToString("N");
        var port = FreePort.Next();
        _address = $"amqp://{User}:{password}@127.0.0.1:{port}/";
        var builder = new ContainerBuilder(image)
            .WithHostname("localhost")
            .WithEnvironment("RABBITMQ_DEFAULT_USER", User)
            .WithEnvironment("RABBITMQ_DEFAULT_PASS", password)
            .WithEnvironment("RABBITMQ_NODENAME", Node)
            .WithPortBinding(port, Port);
        _container = new ServerContainer(folder is null ? builder : builder.WithBindMount(folder, "/var/lib/rabbitmq"), AnswersAsync);
    }

    private RabbitServer(Uri given) => _address = given.ToString();

    /// <summary>
    /// The broker of the whole test process, or the one that VPNMESH_TEST_RABBITMQ (amqp://user:password@host:port) names, without
    /// virtual hosts of one's own.
    /// </summary>
    public static RabbitServer Shared { get; } =
        Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ") is { Length: > 0 } given ? new(new Uri(given)) : new();

    /// <summary>Address of the broker with a virtual host of its own.</summary>
    public async Task<string> CreateVhostAsync()
    {
        if (_container is null)
        {
            return _address;
        }
        await _container.StartedAsync();
        var name = $"test-{Interlocked.Increment(ref _vhosts)}";
        await ControlAsync("add_vhost", name);
        await ControlAsync("set_permissions", "-p", name, User, ".*", ".*", ".*");
        return _address + name;
    }

    /// <summary>How many messages wait in each queue of a virtual host.</summary>
    /// <param name="address">As <see cref="CreateVhostAsync"/> gave it.</param>
    public async Task<IReadOnlyDictionary<string, long>> QueuesAsync(string address)
    {
        var result = await _container!.ExecAsync(
            ["rabbitmqctl", "-n", Node, "-q", "--no-table-headers", "list_queues", "-p", new Uri(address).AbsolutePath.Trim('/'), "name", "messages"]);
        return result.Stdout.Split('\n').Select(line => line.Split('\t')).Where(line => line.Length == 2)
            .ToDictionary(line => line[0], line => long.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Stops the broker in an orderly way; its data and port are kept.</summary>
    public Task StopAsync() => _container!.StopAsync();

    /// <summary>Starts the broker again and waits until it takes connections.</summary>
    public Task StartAsync() => _container!.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
    }

    private async Task<bool> AnswersAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_address) }.CreateConnectionAsync();
        return true;
    }

    private async Task ControlAsync(params string[] arguments)
    {
        var result = await _container!.ExecAsync(["rabbitmqctl", "-n", Node, .. arguments]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl {arguments[0]}: {result.Stdout}{result.Stderr}");
        }
    }
}
