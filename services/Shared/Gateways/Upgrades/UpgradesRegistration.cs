using Microsoft.Extensions.DependencyInjection.Extensions;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>Registers what leads upgrades.</summary>
internal static class UpgradesRegistration
{
    /// <summary>
    /// Leads the upgrades of the gateways of a service: beside this it registers its <see cref="IGateways{TDatabase}"/> and
    /// <see cref="IGatewayJobEvents{TDatabase}"/>, and what <see cref="Agents.AgentsRegistration"/> adds.
    /// </summary>
    /// <typeparam name="TDatabase">Store of the service.</typeparam>
    public static void AddGatewayUpgrades<TDatabase>(this IHostApplicationBuilder builder)
        where TDatabase : Database
    {
        // Settings, the same for all services of a process.
        builder.Services.TryAddSingleton(UpgradePatience.Of(builder.Configuration));
        builder.Services.TryAddSingleton(new NewGatewayVersion(builder.Configuration));
        builder.Services.AddSingleton<FirstVersions<TDatabase>>();
        builder.Services.AddSingleton<UpgradeProgress<TDatabase>>();
        builder.Services.AddSingleton<GatewayUpgrades<TDatabase>>();
        builder.Services.AddHostedService<UpgradeWorker<TDatabase>>();
    }
}
