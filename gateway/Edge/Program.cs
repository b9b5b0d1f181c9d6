using VpnMesh.Edge;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

var builder = PartHost.CreateBuilder(args);
builder.AddIdentity();
builder.AddEdge();
builder.TellWhereItRuns();
builder.AddEventBus();
var app = builder.Build();
app.UseEdge();
app.MapPartDefaults();
app.MapIdentity();
await app.RunAsync();
