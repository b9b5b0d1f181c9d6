using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace VpnMesh.TestKit;

/// <summary>What both servers need of their container: a start that says why it failed, a stop that keeps the data, an end with the run.</summary>
internal sealed class ServerContainer : IAsyncDisposable
{
    /// <summary>Long: a server that was killed reads back what it had written, on a machine whose disk others use too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Func<Task<bool>> _answers;
    private readonly Lazy<IContainer> _container;
    private readonly Lazy<Task> _started;

    /// <param name="builder">What to run.</param>
    /// <param name="answers">Whether the server in it answers.</param>
    public ServerContainer(ContainerBuilder builder, Func<Task<bool>> answers)
    {
        _answers = answers;
        // Made when first needed: tests that need no server need no Docker engine either.
        _container = new(() => Labelled(builder).Build());
        _started = new(StartAgainAsync);
    }

    /// <summary>Starts the container once, whoever asks first, and waits until its server answers.</summary>
    public Task StartedAsync() => _started.Value;

    /// <summary>Starts the container, after a stop too, and waits until its server answers.</summary>
    /// <exception cref="InvalidOperationException">The server did not answer in time; the message ends with its log.</exception>
    public async Task StartAgainAsync()
    {
        await _container.Value.StartAsync();
        try
        {
            await Eventually.Async(_answers, Patience);
        }
        catch (TimeoutException exception)
        {
            var (stdout, stderr) = await _container.Value.GetLogsAsync();
            throw new InvalidOperationException($"{_container.Value.Image.FullName} does not answer.\n{End(stdout)}{End(stderr)}", exception);
        }
    }

    /// <summary>The name under which Docker knows it.</summary>
    public string Name => _container.Value.Name;

    public Task StopAsync() => _container.Value.StopAsync();

    public Task<ExecResult> ExecAsync(IList<string> command) => _container.Value.ExecAsync(command);

    public ValueTask DisposeAsync() => _container.IsValueCreated ? _container.Value.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Its last lines: a server that many wait for repeats itself.</summary>
    private static string End(string log) => string.Join('\n', log.Split('\n').TakeLast(30));

    /// <summary>tests/run removes by this label what a process that was killed left behind.</summary>
    private static ContainerBuilder Labelled(ContainerBuilder builder) =>
        Environment.GetEnvironmentVariable("VPNMESH_TEST_RUN") is { Length: > 0 } run ? builder.WithLabel("vpnmesh.test-run", run) : builder;
}
