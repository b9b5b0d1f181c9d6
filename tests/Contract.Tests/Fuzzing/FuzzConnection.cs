using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>A connection that sends bytes as they are, whatever they are, and reads answers.</summary>
internal sealed class FuzzConnection : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(150);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public FuzzConnection(Uri server)
    {
        _socket.Connect(server.Host, server.Port);
        _stream = new NetworkStream(_socket, ownsSocket: true);
    }

    /// <summary>Sends one request and reads its answer; null when the server hangs up without one.</summary>
    public async Task<FuzzAnswer?> CallAsync(byte[] request, string method)
    {
        await SendAsync(request);
        return await ReadAsync(method);
    }

    /// <summary>Sends everything and reads all answers; a server that waits for more is told soon that there is none.</summary>
    public async Task<IReadOnlyList<FuzzAnswer>> CallToTheEndAsync(byte[] bytes)
    {
        await SendAsync(bytes);
        var answers = new List<FuzzAnswer>();
        while (true)
        {
            var next = ReadAsync("");
            if (await Task.WhenAny(next, Task.Delay(s_silence)) != next)
            {
                EndSending();
            }
            if (await next is not { } answer)
            {
                return answers;
            }
            answers.Add(answer);
        }
    }

    private void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has hung up already.
        }
    }

    /// <summary>Sends bytes; a server that hangs up meanwhile may have answered all the same.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes).AsTask().WaitAsync(s_patience);
        }
        catch (IOException)
        {
            // What came before is read.
        }
    }

    public async Task<FuzzAnswer?> ReadAsync(string method)
    {
        while (true)
        {
            if (await HeadAsync() is not { } head)
            {
                return null;
            }
            var answer = FuzzAnswer.OfHead(head);
            if (answer.Status >= 200)
            {
                return answer with { Body = await BodyAsync(answer, method) };
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task<byte[]> BodyAsync(FuzzAnswer answer, string method)
    {
        if (method == "HEAD" || answer.Status is 204 or 304)
        {
            return [];
        }
        if (answer.Headers.TryGetValue("Content-Length", out var length))
        {
            return await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture));
        }
        var body = new List<byte>();
        while (int.Parse((await LineAsync())!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var size and > 0)
        {
            body.AddRange(await TakeAsync(size));
            await LineAsync();
        }
        await LineAsync();
        return [.. body];
    }

    private async Task<string?> HeadAsync()
    {
        var head = new StringBuilder();
        while (await LineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return head.ToString().TrimEnd();
            }
            head.Append(line).Append("\r\n");
        }
        return head.Length == 0 ? null : throw new InvalidDataException($"The answer breaks off: {head}");
    }

    private async Task<string?> LineAsync()
    {
        var line = new StringBuilder();
        while (_start < _end || await FillAsync())
        {
            var next = (char)_buffer[_start++];
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }
            line.Append(next);
        }
        return line.Length == 0 ? null : throw new InvalidDataException($"The answer breaks off: {line}");
    }

    private async Task<byte[]> TakeAsync(int count)
    {
        var taken = new byte[count];
        for (var have = 0; have < count;)
        {
            if (_start == _end && !await FillAsync())
            {
                throw new InvalidDataException("The body of the answer breaks off.");
            }
            var piece = Math.Min(count - have, _end - _start);
            _buffer.AsSpan(_start, piece).CopyTo(taken.AsSpan(have));
            (_start, have) = (_start + piece, have + piece);
        }
        return taken;
    }

    private async Task<bool> FillAsync()
    {
        try
        {
            (_start, _end) = (0, await _stream.ReadAsync(_buffer).AsTask().WaitAsync(s_patience));
        }
        catch (IOException)
        {
            (_start, _end) = (0, 0);
        }
        return _end > 0;
    }
}
