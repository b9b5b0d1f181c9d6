using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// The listener for callers (setting <c>URLS</c>): plain addresses speak HTTP/1.1, those with TLS also HTTP/2. When a certificate is set
/// and no address is, both kinds are open.
/// </summary>
internal static class PublicListener
{
    private const string ByDefault = "http://127.0.0.1:8080";
    private const string SecureByDefault = "https://127.0.0.1:8443";

    /// <exception cref="FormatException">An address is not <c>http(s)://host:port</c>, or its host is none of this machine.</exception>
    /// <exception cref="InvalidOperationException">A limit is not a positive number.</exception>
    public static void ListenToPublic(this WebApplicationBuilder builder)
    {
        var limits = ListenerLimits.From(builder.Configuration);
        var addresses = Addresses(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            limits.ApplyTo(kestrel.Limits);
            var certificate = PublicCertificate.Of(kestrel.ApplicationServices, addresses);
            var connections = new ConnectionLimit(limits.Connections);
            var bare = new BareAnswers(kestrel.ApplicationServices.GetRequiredService<TimeProvider>());
            foreach (var address in addresses)
            {
                address.Listen(kestrel, listen =>
                {
                    listen.Use(connections.Enter);
                    Speak(listen, address.IsSecure ? certificate : null, limits);
                    listen.Use(bare.Enter);
                });
            }
        });
    }

    private static PublicAddress[] Addresses(ConfigurationManager settings)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var byDefault = PublicCertificate.IsSet(settings) ? $"{ByDefault};{SecureByDefault}" : ByDefault;
        return [.. (settings["URLS"] ?? byDefault).Split([';', ','], Tidy).Select(PublicAddress.Parse)];
    }

    private static void Speak(ListenOptions listen, ReloadedFiles<SslStreamCertificateContext>? certificate, ListenerLimits limits)
    {
        if (certificate is null)
        {
            listen.Protocols = HttpProtocols.Http1;
            return;
        }
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = limits.HeaderTimeout,
            // Each handshake asks anew: certificates change while the process runs.
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }),
        });
    }
}
