using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>
/// What a platform asks of a process: whether it lives (else it is started anew; nothing that it depends on is looked at), whether it wants
/// calls, and whether its start is over.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>The last part of each path.</summary>
    public static readonly IReadOnlyList<string> Names = ["live", "ready", "started"];

    public static string PathOf(string name) => $"/health/{name}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var readiness = routes.ServiceProvider.GetRequiredService<Readiness>();
        routes.MapGet(PathOf("live"), context => AnswerAsync(context, "live", []));
        routes.MapGet(PathOf("ready"), async context => await AnswerAsync(context, "ready", await readiness.WhatIsMissingAsync()));
        routes.MapGet(PathOf("started"), context => AnswerAsync(context, "started", readiness.HasStarted ? [] : ["starting"]));
    }

    private static Task AnswerAsync(HttpContext context, string name, IReadOnlyList<string> missing)
    {
        context.Response.StatusCode = missing.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync((missing.Count == 0 ? name : $"not {name}: {string.Join("; ", missing)}") + "\n");
    }
}
