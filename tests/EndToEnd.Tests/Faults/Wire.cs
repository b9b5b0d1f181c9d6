using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>A stretch of network: connections to its port are handed on to another, and can be made slow, silent or cut.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private static readonly TimeSpan NoTarget = TimeSpan.FromMilliseconds(50);
    private readonly Func<int?> _target;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _ends = [];
    private readonly Task _accepting;
    private volatile bool _isCut;
    private TaskCompletionSource _sounds = Done();

    /// <param name="port">Where it is reached.</param>
    /// <param name="target">The port that the next connection goes to; null while there is none.</param>
    public Wire(int port, Func<int?> target)
    {
        Port = port;
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Ends every connection and takes none.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var end in _ends.Keys)
        {
            Reset(end);
        }
    }

    /// <summary>Lets nothing through and tells nobody.</summary>
    public void Silence() => _sounds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>As it was: what was held back arrives, connections are taken again.</summary>
    public void Mend()
    {
        Delay = TimeSpan.Zero;
        _isCut = false;
        _sounds.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Mend();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var near = await _listener.AcceptSocketAsync(_end.Token);
                _ = CarryAsync(near);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Stopped, or a client that had gone again.
            }
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        _ends[near] = _ends[far] = true;
        try
        {
            await _sounds.Task;
            if (!_isCut)
            {
                await far.ConnectAsync(IPAddress.Loopback, await TargetAsync(), _end.Token);
                await Task.WhenAll(PumpAsync(near, far), PumpAsync(far, near));
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone: the other is told below.
        }
        Reset(near);
        Reset(far);
    }

    private async Task<int> TargetAsync()
    {
        int? target;
        while ((target = _target()) is null)
        {
            await Task.Delay(NoTarget, _end.Token);
        }
        return target.Value;
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token)) > 0)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, _end.Token);
                }
                await _sounds.Task;
                await to.SendAsync(buffer.AsMemory(0, read), SocketFlags.None, _end.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction would wait for somebody who no longer speaks.
            Reset(from);
            Reset(to);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reset(Socket end)
    {
        if (_ends.TryRemove(end, out _))
        {
            end.LingerState = new LingerOption(true, 0);
            end.Dispose();
        }
    }
}
