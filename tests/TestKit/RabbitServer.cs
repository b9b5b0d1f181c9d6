using System.Net;
using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using RabbitMQ.Client;

namespace VpnMesh.TestKit;

/// <summary>
/// One RabbitMQ broker for the whole test process, started when first needed, on a fixed port so that it can be stopped and started
/// again with its data; a fresh virtual host for whoever asks. The variable VPNMESH_TEST_RABBITMQ (amqp://user:password@host:port) takes
/// its place, without virtual hosts of one's own.
/// </summary>
public static class RabbitServer
{
    private const int Port = 5672;
    private const string User = "vpnmesh";
    private static readonly string Password = Guid.CreateVersion7().ToString("N");
    private static readonly int HostPort = FreePort();
    private static readonly Lazy<Task<IContainer?>> Container = new(StartAsync);
    private static int _vhosts;

    /// <summary>Address of the broker with a virtual host of its own.</summary>
    public static async Task<string> CreateVhostAsync()
    {
        if (await Container.Value is not { } container)
        {
            return Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ")!;
        }
        var name = $"test-{Interlocked.Increment(ref _vhosts)}";
        await ControlAsync(container, "add_vhost", name);
        await ControlAsync(container, "set_permissions", "-p", name, User, ".*", ".*", ".*");
        return $"amqp://{User}:{Password}@127.0.0.1:{HostPort}/{name}";
    }

    /// <summary>Stops the broker; its data and port are kept.</summary>
    public static async Task StopBrokerAsync() => await (await Container.Value)!.StopAsync();

    /// <summary>Starts the broker again and waits until it takes connections.</summary>
    public static async Task StartBrokerAsync()
    {
        await (await Container.Value)!.StartAsync();
        await Eventually.Async(AnswersAsync, TimeSpan.FromMinutes(2));
    }

    private static async Task<IContainer?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ") is { Length: > 0 })
        {
            return null;
        }
        var image = Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ_IMAGE") ?? "rabbitmq:4";
        var container = new ContainerBuilder(image)
            .WithHostname("localhost")
            .WithEnvironment("RABBITMQ_DEFAULT_USER", User)
            .WithEnvironment("RABBITMQ_DEFAULT_PASS", Password)
            .WithEnvironment("RABBITMQ_NODENAME", "rabbit@localhost")
            .WithPortBinding(HostPort, Port)
            .Build();
        await container.StartAsync();
        ContainersOfThisRun.StopAtExit(container);
        await Eventually.Async(AnswersAsync, TimeSpan.FromMinutes(2));
        return container;
    }

    private static async Task<bool> AnswersAsync()
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = HostPort, UserName = User, Password = Password };
        await using var connection = await factory.CreateConnectionAsync();
        return true;
    }

    private static async Task ControlAsync(IContainer container, params string[] arguments)
    {
        var result = await container.ExecAsync(["rabbitmqctl", "-n", "rabbit@localhost", .. arguments]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl {arguments[0]}: {result.Stdout}{result.Stderr}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
