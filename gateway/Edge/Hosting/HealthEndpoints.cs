using VpnMesh.Edge.Pipeline;

namespace VpnMesh.Edge.Hosting;

/// <summary>What the platform asks: whether the process lives, and whether it wants requests.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var draining = routes.ServiceProvider.GetRequiredService<Draining>();
        routes.MapGet("/health/live", () => Results.Text("live")).WithMetadata(new OpenEndpoint());
        routes.MapGet("/health/ready", () => draining.Welcomes ? Results.Text("ready") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable))
            .WithMetadata(new OpenEndpoint());
    }
}
