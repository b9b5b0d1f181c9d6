using VpnMesh.Governance;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

var builder = PartHost.CreateBuilder(args);
builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5102"));
builder.AddGovernance();
builder.AddEventBus();

var app = builder.Build();
app.MapPartDefaults();
app.MapGovernance();
await app.RunAsync();
