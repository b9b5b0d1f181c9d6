using VpnMesh.GatewayAgent;
using VpnMesh.Shared.Api.Hosting;

return await PartHost.RunAsync(
    args,
    builder =>
    {
        builder.ListenInternally(PartAddress.Parse(builder.Configuration["URLS"] ?? "http://127.0.0.1:5109"));
        builder.AddGatewayAgent();
    },
    app => app.MapPartDefaults());
