using System.Net.Sockets;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>
/// Where a part listens or is reached: <c>http://host:port</c> (HTTP/2 without TLS) or <c>unix:/path</c> (a Unix domain socket).
/// </summary>
/// <param name="Uri">Address for HTTP requests; that of a socket has a host nobody resolves.</param>
/// <param name="SocketPath">Path of the socket; null for TCP.</param>
public sealed record PartAddress(Uri Uri, string? SocketPath)
{
    private const string UnixScheme = "unix:";

    /// <summary>Reads an address from a setting.</summary>
    /// <exception cref="FormatException">It has neither form; the text says which were expected.</exception>
    public static PartAddress Parse(string text)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            return new PartAddress(new Uri("http://part.invalid"), text[UnixScheme.Length..]);
        }
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp)
        {
            return new PartAddress(uri, null);
        }
        throw new FormatException($"'{text}' is not an address of a part: expected http://host:port or unix:/path");
    }

    /// <summary>A handler for HTTP/2 connections to this address.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(3),
        };
        if (SocketPath is not null)
        {
            handler.ConnectCallback = async (_, cancellationToken) => await ConnectAsync(SocketPath, cancellationToken);
        }
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
