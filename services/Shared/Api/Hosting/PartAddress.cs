using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>
/// Where a part listens or is reached: <c>http://host:port</c> (HTTP/2 without TLS), <c>https://host:port</c> (with mutual TLS, see
/// <see cref="PartTls"/>) or <c>unix:/path</c> (a Unix domain socket).
/// </summary>
/// <param name="Uri">Address for HTTP requests; that of a socket has a host nobody resolves.</param>
/// <param name="SocketPath">Path of the socket; null for TCP.</param>
public sealed record PartAddress(Uri Uri, string? SocketPath)
{
    private const string UnixScheme = "unix:";
    private const string Everywhere = "0.0.0.0";

    // A part that vanished without a word, or is stopped, is noticed when it leaves a ping unanswered.
    private static readonly TimeSpan s_pingDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Whether the two sides shake hands with certificates.</summary>
    public bool IsSecure => Uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>Where a process on this machine is reached that listens here.</summary>
    public Uri FromHere => Uri.Host is Everywhere or "[::]" ? new UriBuilder(Uri) { Host = IPAddress.Loopback.ToString() }.Uri : Uri;

    /// <summary>Reads an address from a setting.</summary>
    /// <exception cref="FormatException">It has none of these forms; the text says which were expected.</exception>
    public static PartAddress Parse(string text)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            return new PartAddress(new Uri("http://part.invalid"), text[UnixScheme.Length..]);
        }
        // No host of a URI can be written like that.
        var named = text.Replace("://*:", $"://{Everywhere}:", StringComparison.Ordinal).Replace("://+:", $"://{Everywhere}:", StringComparison.Ordinal);
        if (Uri.TryCreate(named, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
        {
            return new PartAddress(uri, null);
        }
        throw new FormatException($"'{text}' is not an address of a part: expected http://host:port, https://host:port or unix:/path");
    }

    /// <summary>Opens it.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="configure">What is spoken there.</param>
    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (SocketPath is not null)
        {
            // What a process that was killed left behind would keep the new one from listening.
            File.Delete(SocketPath);
            kestrel.ListenUnixSocket(SocketPath, configure);
            return;
        }
        if (Uri.Host is Everywhere or "[::]")
        {
            kestrel.ListenAnyIP(Uri.Port, configure);
            return;
        }
        kestrel.Listen(Uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Uri.Host), Uri.Port, configure);
    }

    /// <summary>Reads addresses with commas between them, one for each replica of a part.</summary>
    /// <exception cref="FormatException">One of them is not an address.</exception>
    public static IReadOnlyList<PartAddress> ParseAll(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).Distinct()];

    /// <summary>A handler for HTTP/2 connections to this address.</summary>
    /// <param name="tls">What TLS is done with; without it an address with TLS cannot be reached.</param>
    /// <param name="at">The one of the host's addresses that is meant; null: whichever it has.</param>
    /// <exception cref="InvalidOperationException">The address asks for TLS that is not set, or is without TLS that is.</exception>
    public SocketsHttpHandler CreateHandler(PartTls? tls = null, IPAddress? at = null)
    {
        tls?.Check(this);
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingDelay = s_pingDelay,
            KeepAlivePingTimeout = s_pingTimeout,
        };
        if (SocketPath is not null)
        {
            handler.ConnectCallback = (_, cancellationToken) => PartSocket.ConnectAsync(SocketPath, cancellationToken);
        }
        else if (IsSecure || at is not null)
        {
            EndPoint server = at is null ? new DnsEndPoint(Uri.IdnHost, Uri.Port) : new IPEndPoint(at, Uri.Port);
            handler.ConnectCallback = (_, cancellationToken) => PartSocket.ConnectAsync(server, Uri.IdnHost, IsSecure ? tls : null, cancellationToken);
        }
        return handler;
    }
}
