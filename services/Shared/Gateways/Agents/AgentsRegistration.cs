using Microsoft.Extensions.DependencyInjection.Extensions;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>Registers what places end points on agents.</summary>
internal static class AgentsRegistration
{
    /// <summary>
    /// Places the end points of the gateways of a service on agents and takes in what these report of them: beside this the service registers
    /// its <see cref="IGateways{TDatabase}"/> and <see cref="IEndPointFollowers{TDatabase}"/>, and what
    /// <see cref="Upgrades.UpgradesRegistration"/> adds.
    /// </summary>
    /// <typeparam name="TDatabase">Store of the service.</typeparam>
    public static void AddGatewayAgents<TDatabase>(this IHostApplicationBuilder builder)
        where TDatabase : Database
    {
        // A setting, the same for all services of a process.
        builder.Services.TryAddSingleton(AgentLease.Of(builder.Configuration));
        builder.Services.AddSingleton<PlacementSignal<TDatabase>>();
        builder.Services.AddSingleton<ResourceReleases<TDatabase>>();
        builder.Services.AddSingleton<ObservedStates<TDatabase>>();
        builder.Services.AddSingleton<AgentConnections<TDatabase>>();
        builder.Services.AddSingleton<AgentEvents<TDatabase>>();
        builder.Services.AddSingleton<LostAgents<TDatabase>>();
        builder.Services.AddHostedService<PlacementWorker<TDatabase>>();
        builder.Services.AddSingleton<IAgentReport, AgentReport<TDatabase>>();
        builder.AddStoreReading<TDatabase, AgentReading<TDatabase>>();
    }
}
