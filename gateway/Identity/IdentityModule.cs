using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VpnMesh.Identity.Administration;
using VpnMesh.Identity.Audit;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.EnterpriseProjects;
using VpnMesh.Identity.FirstStart;
using VpnMesh.Identity.OpenStack;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Tokens;
using VpnMesh.Identity.Users;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting.Health;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Identity;

/// <summary>Who is calling and what they may do: registered and mapped alike by the edge's process and by Standalone.</summary>
public static class IdentityModule
{
    private const int MostPasswordsWaiting = 64;

    /// <summary>
    /// Registers the store and every slice. Settings beside those of every part: <c>ACCESS_KEY</c>, <c>SECRET_KEY</c>,
    /// <c>PROJECT_ID</c>, <c>ADMIN_PASSWORD</c> (first start), <c>PASSWORD_ITERATIONS</c> (of new password hashes),
    /// <c>SITE_TO_SITE</c> (address of the owner of gateways), and those of <see cref="OpenStackSettings"/> for a Keystone instead. The
    /// process sets up the bus, which gets the records of the audit trail.
    /// </summary>
    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var iterations = builder.Configuration.GetValue("PASSWORD_ITERATIONS", PasswordHasher.DefaultIterations);
        // A hash takes long: at least one processor is left to the other requests.
        var processors = Math.Max(1, Environment.ProcessorCount - 1);
        var hasher = new PasswordHasher(iterations, processors, MostPasswordsWaiting, ErrorCatalogue.IamTooManyWaiting);
        services.AddSingleton(hasher);
        services.AddSingleton(FirstStartSettings.Read(builder.Configuration, hasher, TimeProvider.System));
        builder.AddStore<IdentityDatabase>();
        services.AddSingleton<PrincipalCache>();
        services.AddPrincipals(OpenStackSettings.Read(builder.Configuration));
        services.AddSingleton(Console.Out);
        services.AddSingleton<FirstStartService>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstStartService>());
        services.AddSingleton<IReadyCheck>(provider => provider.GetRequiredService<FirstStartService>());
        services.AddTokens();
        services.AddSingleton<KeystoneListAuthProjects>();
        services.AddSingleton<KeystoneListAuthDomains>();
        services.AddSingleton<KeystoneListProjects>();
        services.AddSingleton<KeystoneListUsers>();
        services.AddSingleton<KeystoneService>();
        services.AddEnterpriseProjects();
        services.AddSingleton<IdentityAdministrationService>();
        builder.AddAudit();
    }

    /// <summary>Brings the store up to date and maps the rpcs. The first account is made when the host starts.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.UseStore<IdentityDatabase>(typeof(OutboxRelay<>).Assembly, typeof(IdentityModule).Assembly);
        routes.MapKeystone();
        routes.MapGrpcService<EnterpriseProjectsService>();
        routes.MapGrpcService<IdentityAdministrationService>();
    }

    private static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.AddOutbox<IdentityDatabase>();
        builder.Services.AddSingleton<IAuditTrail, AuditTrail>();
        builder.Services.AddSingleton<AdministrationAudit>();
        builder.Services.AddGrpc().AddServiceOptions<IdentityAdministrationService>(grpc => grpc.Interceptors.Add<AdministrationAudit>());
    }

    private static void AddPrincipals(this IServiceCollection services, OpenStackSettings? keystone)
    {
        services.AddSingleton<Principals>();
        if (keystone is null)
        {
            services.AddSingleton<IPrincipals>(provider => provider.GetRequiredService<Principals>());
            return;
        }
        services.AddOpenStack(keystone);
    }

    private static void AddTokens(this IServiceCollection services)
    {
        services.AddSingleton<TokenSigner>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<TokenDescription>();
        services.AddSingleton(LoginLimits.Default);
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<PasswordLogin>();
        services.AddSingleton<KeystoneCreateUserTokenByPassword>();
        services.AddSingleton<KeystoneValidateToken>();
    }

    private static void AddEnterpriseProjects(this IServiceCollection services)
    {
        services.AddSingleton<VpnGatewayOwner>();
        services.AddSingleton<ListEnterpriseProject>();
        services.AddSingleton<MigrateResource>();
        services.AddSingleton<ShowResourceBindEnterpriseProject>();
        services.AddSingleton<EnterpriseProjectsService>();
    }
}
