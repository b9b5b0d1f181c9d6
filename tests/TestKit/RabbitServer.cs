using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using RabbitMQ.Client;

namespace VpnMesh.TestKit;

/// <summary>
/// One RabbitMQ broker for the whole test process, started when first needed, on a fixed port so that it can be stopped and started
/// again with its data; a fresh virtual host for whoever asks. The variable VPNMESH_TEST_RABBITMQ (amqp://user:password@host:port) takes
/// its place, without virtual hosts of one's own; such a broker cannot be stopped.
/// </summary>
/// <remarks>Stopping hits every test of the process that uses the broker.</remarks>
public static class RabbitServer
{
    private const int Port = 5672;
    private const string User = "vpnmesh";
    private const string Node = "rabbit@localhost";
    private static readonly string Password = Guid.CreateVersion7().ToString("N");
    private static readonly int HostPort = ServerContainer.FreePort();
    private static readonly string? Given = Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ");
    private static readonly Lazy<Task<IContainer>> Container = new(RunAsync);
    private static int _vhosts;

    /// <summary>Address of the broker with a virtual host of its own.</summary>
    public static async Task<string> CreateVhostAsync()
    {
        if (!string.IsNullOrEmpty(Given))
        {
            return Given;
        }
        var container = await Container.Value;
        var name = $"test-{Interlocked.Increment(ref _vhosts)}";
        await ControlAsync(container, "add_vhost", name);
        await ControlAsync(container, "set_permissions", "-p", name, User, ".*", ".*", ".*");
        return $"amqp://{User}:{Password}@127.0.0.1:{HostPort}/{name}";
    }

    /// <summary>Stops the broker in an orderly way; its data and port are kept.</summary>
    public static async Task StopBrokerAsync() => await (await OwnAsync()).StopAsync();

    /// <summary>Starts the broker again and waits until it takes connections.</summary>
    public static async Task StartBrokerAsync() => await ServerContainer.StartAsync(await OwnAsync(), AnswersAsync);

    private static Task<IContainer> OwnAsync() => string.IsNullOrEmpty(Given)
        ? Container.Value
        : throw new InvalidOperationException("The broker that VPNMESH_TEST_RABBITMQ names cannot be stopped by a test.");

    private static Task<IContainer> RunAsync()
    {
        var image = Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ_IMAGE") ?? "rabbitmq:4";
        var builder = new ContainerBuilder(image)
            .WithHostname("localhost")
            .WithEnvironment("RABBITMQ_DEFAULT_USER", User)
            .WithEnvironment("RABBITMQ_DEFAULT_PASS", Password)
            .WithEnvironment("RABBITMQ_NODENAME", Node)
            .WithPortBinding(HostPort, Port);
        return ServerContainer.RunAsync(builder, AnswersAsync);
    }

    private static async Task<bool> AnswersAsync()
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = HostPort, UserName = User, Password = Password };
        await using var connection = await factory.CreateConnectionAsync();
        return true;
    }

    private static async Task ControlAsync(IContainer container, params string[] arguments)
    {
        var result = await container.ExecAsync(["rabbitmqctl", "-n", Node, .. arguments]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl {arguments[0]}: {result.Stdout}{result.Stderr}");
        }
    }
}
