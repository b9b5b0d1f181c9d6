using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>What an administrator does over gRPC, and a user with name and password over REST.</summary>
internal static class Administration
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Another project of the administrator's account.</summary>
    public static async Task<string> CreateProjectAsync(MeshSystem system)
    {
        using var api = new ApiClient(system, system.Admin);
        var domain = (await api.GetAsync("/v3/auth/domains")).Json!["domains"]![0]!["id"]!.GetValue<string>();
        using var channel = system.Channel("IDENTITY");
        var identity = new IdentityAdministration.IdentityAdministrationClient(channel);
        var request = new CreateProjectRequest { DomainId = domain, Name = "project-" + Guid.CreateVersion7().ToString("N") };
        return (await identity.CreateProjectAsync(request, Options(system, ""))).ProjectId;
    }

    public static async Task SetQuotaAsync(MeshSystem system, string projectId, string type, long quota)
    {
        using var channel = system.Channel("GOVERNANCE");
        var inventory = new InventoryAdministration.InventoryAdministrationClient(channel);
        await inventory.SetQuotaAsync(new SetQuotaRequest { ProjectId = projectId, Type = type, Quota = quota }, Options(system, projectId));
    }

    /// <summary>Alerts of a project, a thousand at most.</summary>
    public static async Task<IReadOnlyList<Alert>> AlertsAsync(MeshSystem system, string projectId, bool open)
    {
        using var channel = system.Channel("MONITORING");
        var alerts = new Alerts.AlertsClient(channel);
        var request = new ListAlertsRequest { ProjectId = projectId, Open = open, Limit = 1000 };
        return (await alerts.ListAlertsAsync(request, Options(system, projectId))).Alerts;
    }

    /// <summary>Puts a certificate into the store of a project, for servers.</summary>
    public static async Task RegisterAsync(MeshSystem system, RegisterServerCertificateRequest certificate)
    {
        using var channel = system.Channel("P2C");
        var store = new P2cAdministration.P2cAdministrationClient(channel);
        await store.RegisterServerCertificateAsync(certificate, Options(system, certificate.ProjectId));
    }

    /// <summary>Asks, as an agent does, whether a user of a server may pass.</summary>
    public static async Task<bool> CheckPasswordAsync(MeshSystem system, string serverId, string userName, string password)
    {
        using var channel = system.Channel("P2C");
        var access = new ClientAccess.ClientAccessClient(channel);
        var request = new CheckPasswordRequest { VpnServerId = serverId, UserName = userName, Password = password };
        return (await access.CheckPasswordAsync(request, Options(system, "", "agent"))).Accepted;
    }

    /// <summary>A project token got with the administrator's password.</summary>
    public static async Task<string> TokenAsync(MeshSystem system, string projectId)
    {
        using var api = new ApiClient(system, system.Admin);
        var user = (await api.GetAsync("/v3/users")).Json!["users"]![0]!["id"]!.GetValue<string>();
        return await TokenAsync(system, projectId, user, system.Admin.Password);
    }

    /// <summary>A project token got with a user's password.</summary>
    public static async Task<string> TokenAsync(MeshSystem system, string projectId, string userId, string password)
    {
        using var http = new HttpClient { BaseAddress = system.PublicUrl };
        var body = new JsonObject
        {
            ["auth"] = new JsonObject
            {
                ["identity"] = new JsonObject
                {
                    ["methods"] = new JsonArray("password"),
                    ["password"] = new JsonObject { ["user"] = new JsonObject { ["id"] = userId, ["password"] = password } },
                },
                ["scope"] = new JsonObject { ["project"] = new JsonObject { ["id"] = projectId } },
            },
        };
        using var answer = await http.PostAsJsonAsync("/v3/auth/tokens", body);
        return answer.Headers.GetValues("X-Subject-Token").Single();
    }

    private static Grpc.Core.CallOptions Options(MeshSystem system, string projectId, string part = CallerExtensions.Administrator) =>
        system.Signer.With(CallerExtensions.OfPart(part, projectId), Timeout, TimeProvider.System, CancellationToken.None);
}
