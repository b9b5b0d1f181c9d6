using VpnMesh.P2C;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

var builder = PartHost.CreateBuilder(args);
builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5104"));
builder.AddP2C();
builder.AddEventBus();

var app = builder.Build();
app.MapPartDefaults();
app.MapP2C();
await app.RunAsync();
