using VpnMesh.Monitoring;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5105"));
        builder.AddMonitoring();
        builder.AddEventBus();
    },
    app =>
    {
        app.MapPartDefaults();
        app.MapMonitoring();
    });
