using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VpnMesh.Benchmarks.Transcoding;

/// <summary>
/// Sends the same request over and over on some connections. Written on bare sockets: a client that costs more than what is measured would
/// hide the difference.
/// </summary>
internal sealed class Load(int port, byte[] request, string expectedStatus) : IDisposable
{
    private readonly List<Socket> _connections = [];

    public async Task ConnectAsync(int connections)
    {
        for (var index = 0; index < connections; index++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            _connections.Add(socket);
        }
    }

    /// <summary>Answers per second over a round.</summary>
    public async Task<double> RunAsync(TimeSpan round)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(_connections.Select(connection => Task.Run(() => RunAsync(connection, watch, round))));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private async Task<int> RunAsync(Socket connection, Stopwatch watch, TimeSpan round)
    {
        var buffer = new byte[16 * 1024];
        var count = 0;
        while (watch.Elapsed < round)
        {
            await connection.SendAsync(request);
            var length = 0;
            while (!IsComplete(buffer.AsSpan(0, length)))
            {
                var received = await connection.ReceiveAsync(buffer.AsMemory(length));
                if (received == 0)
                {
                    throw new InvalidOperationException("The server closed the connection.");
                }
                length += received;
            }
            count++;
        }
        return count;
    }

    private bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }
        var head = answer[..end];
        if (!head[9..].StartsWith(Encoding.ASCII.GetBytes(expectedStatus)))
        {
            throw new InvalidOperationException($"Unexpected answer: {Encoding.ASCII.GetString(answer)}");
        }
        var length = head.IndexOf("Content-Length: "u8);
        if (length < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }
        var digits = head[(length + 16)..];
        var newline = digits.IndexOf((byte)'\r');
        return answer.Length == end + 4 + int.Parse(newline < 0 ? digits : digits[..newline], CultureInfo.InvariantCulture);
    }
}
