using VpnMesh.Edge;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.AddIdentity();
        builder.AddEdge();
        builder.TellWhereItRuns();
        builder.AddEventBus();
    },
    app =>
    {
        app.UseEdge();
        app.MapPartDefaults();
        app.MapIdentity();
    });
