using VpnMesh.GatewayAgent;
using VpnMesh.Shared.Api.Hosting;

var builder = PartHost.CreateBuilder(args);
builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5109"));
builder.AddGatewayAgent();

var app = builder.Build();
app.MapPartDefaults();
await app.RunAsync();
