using VpnMesh.Governance;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5102"));
        builder.AddGovernance();
        builder.AddEventBus();
    },
    app =>
    {
        app.MapPartDefaults();
        app.MapGovernance();
    });
