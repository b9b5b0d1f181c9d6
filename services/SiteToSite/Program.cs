using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5101"));
        builder.AddSiteToSite();
        builder.AddEventBus();
    },
    app =>
    {
        app.MapPartDefaults();
        app.MapSiteToSite();
    });
