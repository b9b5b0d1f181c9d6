using VpnMesh.Metering;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

var builder = PartHost.CreateBuilder(args);
builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5106"));
builder.AddMetering();
builder.AddEventBus();

var app = builder.Build();
app.MapPartDefaults();
app.MapMetering();
await app.RunAsync();
