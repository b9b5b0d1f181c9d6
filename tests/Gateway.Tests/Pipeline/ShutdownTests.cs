using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.Gateway.Tests.Pipeline;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Requests_in_flight_are_finished_before_the_edge_stops()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        var arrived = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        edge.Script.Answer = async (_, _) =>
        {
            arrived.TrySetResult();
            await proceed.Task;
            return new ListVgwsResponse();
        };
        var request = edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways");
        await arrived.Task;
        var stop = edge.App.StopAsync();
        // Whoever balances the load is told to send nobody, and who comes all the same is served.
        await TestKit.Eventually.Async(async () => (await edge.SendAsync("GET", "/health/ready", token: null)).Status == 503);
        var newcomer = await edge.SendAsync("GET", "/v5/unknown", token: null);
        (newcomer.Status, newcomer.Headers["Connection"]).ShouldBe((404, "close"));
        stop.IsCompleted.ShouldBeFalse();
        proceed.SetResult();
        (await request).Status.ShouldBe(200);
        await stop;
    }

    [Fact]
    public async Task A_request_whose_body_is_still_under_way_reaches_its_part_during_the_shutdown()
    {
        await using var edge = await EdgeUnderTest.StartAsync();
        using var body = new SlowContent();
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways") { Content = body };
        message.Headers.Add("X-Auth-Token", KnownPrincipals.ProjectToken);
        var request = edge.SendAsync(message);
        await body.Begun.Task;
        await edge.WaitForRequestAsync();
        var stop = edge.App.StopAsync();
        body.Finish.SetResult();
        var answer = await request;
        answer.Status.ShouldBe(201, answer.Body);
        answer.Headers["Connection"].ShouldBe("close");
        await stop;
    }

    private sealed class SlowContent : HttpContent
    {
        public SlowContent() => Headers.Add("Content-Type", "application/json");

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Finish { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            Begun.SetResult();
            await Finish.Task;
            await stream.WriteAsync("}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2;
            return true;
        }
    }
}
