using VpnMesh.Edge;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Hosting;

var builder = PartHost.CreateBuilder(args);
builder.AddIdentity();
builder.AddEdge();
builder.TellWhereItRuns();
var app = builder.Build();
app.UseEdge();
app.MapPartDefaults();
app.MapIdentity();
await app.RunAsync();
