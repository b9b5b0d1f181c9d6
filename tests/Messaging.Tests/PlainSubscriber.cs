using System.Collections.Concurrent;
using System.Diagnostics;
using RabbitMQ.Client;
using VpnMesh.TestKit;

namespace VpnMesh.Messaging.Tests;

/// <summary>The program of deploy/subscriber, as a process of its own.</summary>
internal sealed class PlainSubscriber : IAsyncDisposable
{
    private const string Queue = "plain";
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;
    private readonly string _address;

    private PlainSubscriber(string address, string memory)
    {
        _address = address;
        var program = Path.Combine(Checkout.Root, "deploy", "subscriber", "subscriber.cs");
        _process = Process.Start(new ProcessStartInfo("dotnet", ["run", program, address, Queue, "vpn_gateway.*", memory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Keep(_printed, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it, and waits until it listens; it is compiled first.</summary>
    /// <param name="address">Broker.</param>
    /// <param name="memory">File in which it remembers what it has printed.</param>
    public static async Task<PlainSubscriber> StartAsync(string address, string memory)
    {
        var subscriber = new PlainSubscriber(address, memory);
        await Eventually.Async(subscriber.ListensAsync, TimeSpan.FromMinutes(3), TimeSpan.FromMilliseconds(200));
        return subscriber;
    }

    /// <summary>Ids of the events it has printed.</summary>
    public string[] Printed() => [.. _printed.Select(line => line.Split(' ')[0])];

    public async ValueTask DisposeAsync()
    {
        // The program is a child of the command that compiled it.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(string.Join('\n', _printed.Concat(_errors)));
        }
        await using var connection = await new ConnectionFactory { Uri = new Uri(_address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(Queue)).ConsumerCount == 1;
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
