using System.Net;
using System.Net.Sockets;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>Connections to other parts: over the network, with TLS where the address says so, or to a Unix domain socket.</summary>
public static class PartSocket
{
    /// <summary>Connects to a Unix domain socket.</summary>
    public static ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken) =>
        ConnectAsync(
            new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancellationToken);

    /// <summary>Connects over the network.</summary>
    /// <param name="server">Host, or an address of it, and port.</param>
    /// <param name="host">Name of the host, as it is in the certificate.</param>
    /// <param name="tls">Null for a plain connection.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask<Stream> ConnectAsync(EndPoint server, string host, PartTls? tls, CancellationToken cancellationToken)
    {
        var stream = await ConnectAsync(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, server, cancellationToken);
        return tls is null ? stream : await tls.SecureAsync(stream, host, cancellationToken);
    }

    private static async ValueTask<Stream> ConnectAsync(Socket socket, EndPoint server, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
