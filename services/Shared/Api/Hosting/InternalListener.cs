using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>The listener on which the parts of one process answer gRPC: HTTP/2, without TLS or with that of both sides, marked as internal.</summary>
public static class InternalListener
{
    private static readonly object Mark = new();

    /// <summary>Listens for other parts.</summary>
    public static void ListenInternally(this WebApplicationBuilder builder, PartAddress address) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenInternally(address));

    /// <summary>Whether a request came in through the internal listener.</summary>
    public static bool IsInternal(this HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Mark) == true;

    private static void ListenInternally(this KestrelServerOptions kestrel, PartAddress address)
    {
        var tls = kestrel.ApplicationServices.GetRequiredService<PartTls>();
        tls.Check(address);
        address.Listen(kestrel, listen => Configure(listen, address.IsSecure ? tls : null));
    }

    private static void Configure(ListenOptions listen, PartTls? tls)
    {
        listen.Protocols = HttpProtocols.Http2;
        if (tls is not null)
        {
            // Each handshake asks anew: certificates change while the process runs.
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.OfServer()) });
        }
        listen.Use(next => connection =>
        {
            connection.Items[Mark] = true;
            return next(connection);
        });
    }
}
