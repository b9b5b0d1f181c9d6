using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.SiteToSite.Tests.Agents;

/// <summary>An agent that does only what a test tells it to, over a real stream.</summary>
internal sealed class ScriptedAgent : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<AgentMessage, ControlMessage> _call;

    private ScriptedAgent(GrpcChannel channel, AsyncDuplexStreamingCall<AgentMessage, ControlMessage> call)
    {
        _channel = channel;
        _call = call;
    }

    /// <summary>Connects; the service has not answered yet.</summary>
    public static async Task<ScriptedAgent> ConnectAsync(AgentsSystem system, Register register, string part = "agent")
    {
        var address = PartAddress.Parse(system.Address);
        var channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        var signer = new CallerContextSigner(Convert.FromBase64String(AgentsSystem.InternalKey), system.Time);
        var headers = new Metadata { { CallerContextSigner.Header, signer.Sign(CallerExtensions.OfPart(part)) } };
        var agent = new ScriptedAgent(channel, new AgentLink.AgentLinkClient(channel).Connect(new CallOptions(headers)));
        await agent.SendAsync(new AgentMessage { Register = register });
        return agent;
    }

    public static async Task<ScriptedAgent> RegisterAsync(AgentsSystem system, string zone, string id, params string[] versions)
    {
        var agent = await ConnectAsync(system, new Register { AgentId = id, Zone = zone, Capacity = 1000, Backend = "loopback", Versions = { versions } });
        (await agent.NextAsync()).Registered.ShouldNotBeNull();
        (await agent.NextAsync()).Snapshot.ShouldNotBeNull();
        return agent;
    }

    public Task SendAsync(AgentMessage message) => _call.RequestStream.WriteAsync(message);

    public Task BeatAsync() => SendAsync(new AgentMessage { Heartbeat = new Heartbeat() });

    public Task ReportAsync(params ObservedGateway[] reports) =>
        SendAsync(new AgentMessage { Observations = new Observations { Gateways = { reports } } });

    /// <summary>The next message of the service.</summary>
    /// <exception cref="RpcException">The service ended the stream.</exception>
    public async Task<ControlMessage> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        (await _call.ResponseStream.MoveNext(limit.Token)).ShouldBeTrue("the service ended the stream");
        return _call.ResponseStream.Current;
    }

    /// <summary>Reads until the service ends the stream.</summary>
    public async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (await _call.ResponseStream.MoveNext(limit.Token))
            {
            }
        }
        catch (RpcException exception) when (!limit.IsCancellationRequested && exception.StatusCode != StatusCode.OK)
        {
            // Ended with a reason.
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
    }
}
