using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>What the tests do with upgrades, in the words of the operations.</summary>
internal static class JobActions
{
    public const string Old = "5.0.0";
    public const string New = "5.1.0";

    // Gateways begin with the old version.
    public const string LeavesRoom = "--GATEWAY_VERSION=oldest";

    public static Protos.SiteToSite.V5.VpnGatewayJobs.VpnGatewayJobsClient Jobs(this TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V5.VpnGatewayJobs.VpnGatewayJobsClient(channel));

    public static AsyncUnaryCall<UpgradeVpnGatewayResponse> Upgrade(this TestSystem system, CallerContext caller, string id, string? action)
    {
        var request = new UpgradeVpnGatewayRequest { VgwId = id };
        if (action is not null)
        {
            request.Action = action;
        }
        return system.Jobs().UpgradeVpnGatewayAsync(request, system.As(caller));
    }

    public static async Task<IReadOnlyList<VpnGatewayJob>> ListJobsAsync(this TestSystem system, CallerContext caller, ListVpnGatewayJobsRequest request) =>
        (await system.Jobs().ListVpnGatewayJobsAsync(request, system.As(caller))).Jobs;

    /// <summary>A system with a real agent in each of its two zones and a gateway in service.</summary>
    public static async Task<(AgentsSystem System, AgentProcess A, AgentProcess B, string Gateway)> StartUpgradableAsync(
        string dialect, double lease = 15, params string[] settings)
    {
        var system = await AgentsSystem.StartAsync(dialect, lease, null, [LeavesRoom, .. settings]);
        var (a, b) = (await system.StartAgentAsync("zone-a"), await system.StartAgentAsync("zone-b"));
        var gateway = await system.CreateGatewayAsync();
        await system.BecomesAsync(gateway, "ACTIVE");
        return (system, a, b, gateway);
    }

    /// <summary>Acts on a gateway; answers the id of the job.</summary>
    public static Task<string> UpgradeAsync(this AgentsSystem system, string id, string action) => system.CallAsync(async (channel, options) =>
        (await new Protos.SiteToSite.V5.VpnGatewayJobs.VpnGatewayJobsClient(channel)
            .UpgradeVpnGatewayAsync(new UpgradeVpnGatewayRequest { VgwId = id, Action = action }, options)).JobId);

    public static Task<IReadOnlyList<VpnGatewayJob>> JobsOfAsync(this AgentsSystem system, string id) =>
        system.CallAsync<IReadOnlyList<VpnGatewayJob>>(async (channel, options) =>
            (await new Protos.SiteToSite.V5.VpnGatewayJobs.VpnGatewayJobsClient(channel)
                .ListVpnGatewayJobsAsync(new ListVpnGatewayJobsRequest { ResourceId = id }, options)).Jobs);

    public static Task<VpnGateway> ShowAsync(this AgentsSystem system, string id) => system.CallAsync(async (channel, options) =>
        (await new Protos.SiteToSite.V5.VpnGateways.VpnGatewaysClient(channel).ShowVgwAsync(new ShowVgwRequest { VgwId = id }, options)).VpnGateway);

    /// <summary>Waits until a job has a status; answers it.</summary>
    public static async Task<VpnGatewayJob> JobBecomesAsync(this AgentsSystem system, string gateway, string job, string status)
    {
        VpnGatewayJob? found = null;
        await Eventually.Async(async () => (found = (await system.JobsOfAsync(gateway)).Single(one => one.Id == job)).Status == status);
        return found!;
    }

    /// <summary>Starts an upgrade and waits until it is to be confirmed.</summary>
    public static async Task<string> UpgradedAsync(this AgentsSystem system, string gateway)
    {
        var job = await system.UpgradeAsync(gateway, "start");
        await system.BecomesAsync(gateway, "PENDING_UPGRADE_CONFIRM");
        return job;
    }

    /// <summary>Version and prepared version that the two end points are told.</summary>
    public static async Task<(string, string)[]> ToldAsync(this AgentsSystem system, string gateway) =>
        [.. (await system.PlacementsAsync(gateway)).Select(placement => (placement.Version, placement.PreparedVersion))];

    public static string[] Steps(this VpnGatewayJob job) => [.. job.SubJobs.Select(step => step.Status)];

    private static async Task<T> CallAsync<T>(this AgentsSystem system, Func<GrpcChannel, CallOptions, Task<T>> call)
    {
        var address = PartAddress.Parse(system.Address);
        using var channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        var signer = new CallerContextSigner(Convert.FromBase64String(AgentsSystem.InternalKey), system.Time);
        var caller = TestSystem.User(AgentsSystem.Project);
        return await call(channel, new CallOptions(new Metadata { { CallerContextSigner.Header, signer.Sign(caller) } }));
    }
}
