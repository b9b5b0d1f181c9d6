using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting.Balancing;
using VpnMesh.Shared.Api.Hosting.Tls;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting;

/// <summary>Several replicas of a part, each a listener of its own, and a caller that knows them all.</summary>
public sealed class ReplicaTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(EdgeUnderTest.Now);

    [Fact]
    public async Task Calls_go_to_all_replicas_in_turn_over_TLS_and_sockets()
    {
        using var authority = new TestAuthority();
        using var issued = authority.Issue();
        var (certificate, key) = TestAuthority.Write(_folder.Path, "part", issued);
        string[] settings =
            [$"--INTERNAL_TLS_CERTIFICATE={certificate}", $"--INTERNAL_TLS_KEY={key}", $"--INTERNAL_TLS_CA={authority.WriteCa(_folder.Path)}"];
        await using var first = await ReplicaUnderTest.StartAsync($"https://127.0.0.1:{FreePort.Next()}", settings);
        await using var second = await ReplicaUnderTest.StartAsync($"https://127.0.0.1:{FreePort.Next()}", settings);
        await using var third = await ReplicaUnderTest.StartAsync(Socket("third"), settings);
        var tls = new PartTls(new ConfigurationBuilder().AddCommandLine(settings).Build(), _time, NullLogger<PartTls>.Instance);
        using var channel = Channel(new ReplicaHandler($"{first.Address},{second.Address}, {third.Address}", tls, _time));
        for (var call = 0; call < 6; call++)
        {
            await CreateAsync(channel);
        }
        (first.Calls, second.Calls, third.Calls).ShouldBe((2, 2, 2));
    }

    [Fact]
    public async Task A_replica_that_does_not_serve_gets_no_calls_until_it_serves_again()
    {
        await using var first = await ReplicaUnderTest.StartAsync(Socket("first"));
        await using var second = await ReplicaUnderTest.StartAsync(Socket("second"));
        using var channel = Channel(new ReplicaHandler($"{first.Address},{second.Address}", null, _time));
        first.Health.Status = HealthCheckResponse.Types.ServingStatus.NotServing;
        await UntilAsync(async () => await CallsOfFourAsync(channel, first) == 0);
        first.Health.Status = HealthCheckResponse.Types.ServingStatus.Serving;
        await UntilAsync(async () => await CallsOfFourAsync(channel, first) == 2);
    }

    [Fact]
    public async Task Of_a_replica_that_cannot_be_reached_nothing_is_seen()
    {
        await using var there = await ReplicaUnderTest.StartAsync(Socket("there"));
        using var channel = Channel(new ReplicaHandler($"http://127.0.0.1:{FreePort.Next()},{there.Address},{Socket("nobody")}", null, _time));
        for (var call = 0; call < 6; call++)
        {
            await CreateAsync(channel);
        }
        there.Calls.ShouldBe(6);
    }

    [Fact]
    public async Task A_read_whose_connection_breaks_is_repeated_and_a_write_is_not()
    {
        await using var first = await ReplicaUnderTest.StartAsync(Socket("first"));
        await using var second = await ReplicaUnderTest.StartAsync(Socket("second"));
        first.BreaksConnections();
        second.BreaksConnections();
        using var channel = Channel(new ReplicaHandler($"{first.Address},{second.Address}", null, _time));
        (await Should.ThrowAsync<RpcException>(() => CreateAsync(channel))).StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        (first.Calls + second.Calls).ShouldBe(1);
        await Should.ThrowAsync<RpcException>(() => ShowAsync(channel));
        (first.Calls + second.Calls).ShouldBe(3);
        second.Script.Answer = null;
        for (var call = 0; call < 4; call++)
        {
            await ShowAsync(channel);
        }
    }

    [Fact]
    public async Task A_replica_that_is_stopped_is_left_out_and_reads_that_wait_for_it_go_on()
    {
        using var stopped = Stopped();
        await using var there = await ReplicaUnderTest.StartAsync(Socket("there"));
        using var channel = Channel(new ReplicaHandler($"http://{stopped.LocalEndpoint},{there.Address}", null, _time));
        var reads = Enumerable.Range(0, 4).Select(_ => ShowAsync(channel)).ToArray();
        await UntilAsync(() => Task.FromResult(reads.All(read => read.IsCompleted)));
        // Two probes that are not answered; a ping that is not would end the wait too, but much later.
        (_time.GetUtcNow() - EdgeUnderTest.Now).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        await Task.WhenAll(reads);
        (await CallsOfFourAsync(channel, there)).ShouldBe(4);
    }

    [Fact]
    public async Task A_write_that_waits_for_a_replica_that_is_stopped_is_not_repeated()
    {
        using var stopped = Stopped();
        await using var there = await ReplicaUnderTest.StartAsync(Socket("there"));
        using var channel = Channel(new ReplicaHandler($"http://{stopped.LocalEndpoint},{there.Address}", null, _time));
        // One goes to each; and the clock goes on until the one that is stopped is left out.
        var (write, another) = (CreateAsync(channel, TimeSpan.FromSeconds(2)), CreateAsync(channel, TimeSpan.FromSeconds(2)));
        await UntilAsync(() => Task.FromResult(write.IsCompleted && another.IsCompleted));
        new[] { write, another }.Count(each => each.Exception?.InnerException is RpcException { StatusCode: StatusCode.DeadlineExceeded }).ShouldBe(1);
    }

    [Fact]
    public async Task Each_address_of_a_name_is_a_replica_and_they_change()
    {
        var port = FreePort.Next();
        await using var first = await ReplicaUnderTest.StartAsync($"http://127.0.0.2:{port}");
        await using var second = await ReplicaUnderTest.StartAsync($"http://127.0.0.3:{port}");
        await using var third = await ReplicaUnderTest.StartAsync($"http://127.0.0.4:{port}");
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        using var channel = Channel(new ReplicaHandler($"http://parts.test:{port}", null, _time, (_, _) => Task.FromResult(addresses)));
        await UntilAsync(async () => await CallsOfFourAsync(channel, first) == 2 && await CallsOfFourAsync(channel, second) == 2);
        addresses = [IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];
        await UntilAsync(async () => await CallsOfFourAsync(channel, first) == 0 && await CallsOfFourAsync(channel, third) == 2);
    }

    [Fact]
    public async Task A_lone_replica_is_not_asked_how_it_is()
    {
        await using var only = await ReplicaUnderTest.StartAsync(Socket("only"));
        using var channel = Channel(new ReplicaHandler(only.Address, null, _time));
        await CreateAsync(channel);
        _time.Advance(TimeSpan.FromSeconds(5));
        await CreateAsync(channel);
        only.Health.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task The_edge_needs_only_one_of_the_replicas()
    {
        await using var first = await ReplicaUnderTest.StartAsync(Socket("first"));
        await using var second = await ReplicaUnderTest.StartAsync(Socket("second"));
        await using var edge = await EdgeUnderTest.StartAsync($"--SITE_TO_SITE={first.Address},{second.Address}");
        const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";
        await WriteAsync();
        await first.DisposeAsync();
        await WriteAsync();
        second.Calls.ShouldBeGreaterThanOrEqualTo(4);

        async Task WriteAsync()
        {
            for (var call = 0; call < 4; call++)
            {
                (await edge.SendAsync("POST", Gateways, """{"vpn_gateway": {"name": "a"}}""")).Status.ShouldBe(201);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static GrpcChannel Channel(ReplicaHandler replicas) =>
        GrpcChannel.ForAddress(replicas.Uri, new GrpcChannelOptions { HttpHandler = replicas, DisposeHttpClient = true });

    private string Socket(string name) => $"unix:{_folder.Path}/{name}.sock";

    /// <summary>How many of four calls in turn reach a replica.</summary>
    private async Task<int> CallsOfFourAsync(GrpcChannel channel, ReplicaUnderTest replica)
    {
        var before = replica.Calls;
        for (var call = 0; call < 4; call++)
        {
            await ShowAsync(channel);
        }
        return replica.Calls - before;
    }

    /// <summary>As of a process that was stopped: the system takes connections in, and nobody says anything.</summary>
    private static TcpListener Stopped()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <summary>Lets the clock run until something is so.</summary>
    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await isSo())
        {
            await Task.Delay(20, patience.Token);
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }
    }

    private Task<CreateVgwResponse> CreateAsync(GrpcChannel channel, TimeSpan? patience = null) =>
        new VpnGateways.VpnGatewaysClient(channel).CreateVgwAsync(new CreateVgwRequest(), Options(patience ?? TimeSpan.FromSeconds(20))).ResponseAsync;

    private Task<ShowVgwResponse> ShowAsync(GrpcChannel channel) =>
        new VpnGateways.VpnGatewaysClient(channel).ShowVgwAsync(new ShowVgwRequest(), Options(TimeSpan.FromSeconds(20))).ResponseAsync;

    private CallOptions Options(TimeSpan patience)
    {
        var caller = CallerExtensions.OfPart("edge");
        caller.ExpiresAtMs = EdgeUnderTest.Now.AddYears(1).ToUnixTimeMilliseconds();
        var header = new CallerContextSigner(new byte[32], _time).Sign(caller);
        return new CallOptions(new Metadata { { CallerContextSigner.Header, header } }, TimeProvider.System.GetUtcNow().UtcDateTime + patience);
    }
}
