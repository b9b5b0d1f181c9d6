using System.Net;
using System.Net.Sockets;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace VpnMesh.TestKit;

/// <summary>What both servers need of their container: a port that outlives a stop, a start that says why it failed, an end with the run.</summary>
internal static class ServerContainer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts the container and waits until its server answers.</summary>
    public static async Task<IContainer> RunAsync(ContainerBuilder builder, Func<Task<bool>> answers)
    {
        var container = Labelled(builder).Build();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
        await StartAsync(container, answers);
        return container;
    }

    /// <summary>Starts the container, or starts it again after a stop, and waits until its server answers.</summary>
    /// <exception cref="InvalidOperationException">The server did not answer in time; the message ends with its log.</exception>
    public static async Task StartAsync(IContainer container, Func<Task<bool>> answers)
    {
        await container.StartAsync();
        try
        {
            await Eventually.Async(answers, Patience);
        }
        catch (TimeoutException exception)
        {
            var (stdout, stderr) = await container.GetLogsAsync();
            throw new InvalidOperationException($"{container.Image.FullName} does not answer.\n{stdout}{stderr}", exception);
        }
    }

    /// <summary>
    /// A free port below those that systems hand out to outgoing connections, which could otherwise take it while its server is stopped.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>tests/run removes by this label what a process that was killed left behind.</summary>
    private static ContainerBuilder Labelled(ContainerBuilder builder) =>
        Environment.GetEnvironmentVariable("VPNMESH_TEST_RUN") is { Length: > 0 } run ? builder.WithLabel("vpnmesh.test-run", run) : builder;
}
