using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;

var builder = PartHost.CreateBuilder(args);
builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5101"));
builder.AddSiteToSite();
builder.AddEventBus();

var app = builder.Build();
app.MapPartDefaults();
app.MapSiteToSite();
await app.RunAsync();
