using VpnMesh.Metering;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5106"));
        builder.AddMetering();
        builder.AddEventBus();
    },
    app =>
    {
        app.MapPartDefaults();
        app.MapMetering();
    });
