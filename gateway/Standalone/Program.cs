using VpnMesh.Edge;
using VpnMesh.GatewayAgent;
using VpnMesh.Governance;
using VpnMesh.Identity;
using VpnMesh.Metering;
using VpnMesh.Monitoring;
using VpnMesh.P2C;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;
using VpnMesh.Standalone;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.UseOneProcess();
        builder.AddSiteToSite();
        builder.AddP2C();
        builder.AddGovernance();
        builder.AddMonitoring();
        builder.AddMetering();
        builder.AddGatewayAgent();
        builder.AddIdentity();
        builder.AddEdge();
        builder.TellWhereItRuns();
        builder.AddEventFile();
        builder.AddEventBus();
    },
    app =>
    {
        app.UseEdge();
        app.MapPartDefaults();
        app.MapSiteToSite();
        app.MapP2C();
        app.MapGovernance();
        app.MapMonitoring();
        app.MapMetering();
        app.MapIdentity();
    });
