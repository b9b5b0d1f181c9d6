using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Benchmarks.Observability;

/// <summary>Takes traces as a collector does and throws them away, in a process of its own.</summary>
internal static class TraceSink
{
    public const string Argument = "trace-sink";
    private static readonly byte[] s_emptyFrame = new byte[5];

    public static async Task<int> RunAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenLocalhost(int.Parse(port, CultureInfo.InvariantCulture), listen => listen.Protocols = HttpProtocols.Http2));
        await using var app = builder.Build();
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", TakeAsync);
        await app.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        return 0;
    }

    private static async Task TakeAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(s_emptyFrame);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
