using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Edge;
using VpnMesh.Edge.Audit;
using VpnMesh.Edge.Authentication;
using VpnMesh.Edge.Hosting;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Benchmarks.Access;

/// <summary>
/// The edge with its Identity on a store of its own, in a process of its own; either whole, or with all but the check of credentials:
/// everybody is taken for the owner of the first account.
/// </summary>
internal static class AccessHost
{
    public const string Argument = "access-host";
    public const string Whole = "whole";
    public const string Unchecked = "unchecked";
    public const string ProjectId = "0f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5";
    public const string AccessKey = "AKBENCHMARK";
    public const string SecretKey = "secret-key-of-the-benchmark-0123456789";
    public const string Password = "Benchmark-Passw0rd";

    public static async Task<int> RunAsync(string kind, string port, string backend)
    {
        var folder = Directory.CreateTempSubdirectory("vpnmesh-access-");
        try
        {
            await using var app = Build(kind == Unchecked, int.Parse(port, CultureInfo.InvariantCulture), backend, folder.FullName);
            await app.StartAsync();
            Console.WriteLine("ready");
            await Console.In.ReadLineAsync();
            await app.StopAsync();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static WebApplication Build(bool isUnchecked, int port, string backend, string folder)
    {
        var builder = PartHost.CreateBuilder(
        [
            $"--URLS=http://127.0.0.1:{port}", $"--DATA={folder}", $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}",
            $"--SITE_TO_SITE={backend}", "--RATE_LIMIT=1000000", "--PASSWORD_ITERATIONS=1000", $"--PROJECT_ID={ProjectId}",
            $"--ACCESS_KEY={AccessKey}", $"--SECRET_KEY={SecretKey}", $"--ADMIN_PASSWORD={Password}",
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddIdentity();
        builder.AddEdge();
        builder.AddEventBus();
        var app = builder.Build();
        if (isUnchecked)
        {
            UseEdgeWithoutCredentials(app);
        }
        else
        {
            app.UseEdge();
        }
        app.MapIdentity();
        return app;
    }

    // As EdgeModule.UseEdge, with one step exchanged.
    private static void UseEdgeWithoutCredentials(WebApplication app)
    {
        var draining = app.Services.GetRequiredService<Draining>();
        app.UseRouting();
        app.UseWhen(
            context => !context.IsInternal(),
            edge =>
            {
                edge.Use(next => context => draining.RunAsync(context, next));
                edge.UseMiddleware<ErrorAnswers>().Use(TwoLengths.RefuseAsync).UseMiddleware<OperationGuard>().UseMiddleware<AuditStep>()
                    .UseMiddleware<NoCredentials>();
            });
        app.MapOperations();
        app.RemoveSocketsAtEnd();
    }

    /// <summary>Does what the admission of the edge does, limit and authorization included, but takes the caller for granted.</summary>
    private sealed class NoCredentials(RequestDelegate next, CallLimits limits, Authorizer authorizer, IPrincipals principals)
    {
        private readonly Lazy<Task<Authenticated>> _caller = new(async () =>
            new Authenticated(((AccessKeyLookup.Found)await principals.FindAccessKeyAsync(AccessKey, CancellationToken.None)).Principal, Token: null));

        public async Task InvokeAsync(HttpContext context)
        {
            var call = EdgeCall.Of(context);
            var caller = await _caller.Value;
            limits.Count(call, caller.Principal.UserId);
            await authorizer.AuthorizeAsync(context, call, caller);
            await next(context);
        }
    }
}
