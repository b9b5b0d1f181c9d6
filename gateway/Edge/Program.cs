using VpnMesh.Edge;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Hosting;

var builder = PartHost.CreateBuilder(args);
builder.AddIdentity();
builder.AddEdge();
var app = builder.Build();
app.UseEdge();
app.MapPartDefaults();
app.MapIdentity();
await app.RunAsync();
