using VpnMesh.Edge;
using VpnMesh.GatewayAgent;
using VpnMesh.Governance;
using VpnMesh.Identity;
using VpnMesh.P2C;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;
using VpnMesh.Standalone;

var builder = PartHost.CreateBuilder(args);
builder.UseOneProcess();
builder.AddSiteToSite();
builder.AddP2C();
builder.AddGovernance();
builder.AddGatewayAgent();
builder.AddIdentity();
builder.AddEdge();
builder.AddEventFile();
builder.AddEventBus();

var app = builder.Build();
app.UseEdge();
app.MapPartDefaults();
app.MapSiteToSite();
app.MapP2C();
app.MapGovernance();
app.MapIdentity();
await app.RunAsync();
