using VpnMesh.Edge;
using VpnMesh.Shared.Api.Hosting;

var builder = PartHost.CreateBuilder(args);
builder.AddEdge();
var app = builder.Build();
app.UseEdge();
app.MapPartDefaults();
await app.RunAsync();
