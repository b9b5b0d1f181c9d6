using System.Collections.Concurrent;
using System.Net;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Creates gateways while processes die, and knows what was acknowledged.</summary>
internal sealed class GatewayLoad(ApiClient api)
{
    private const int AtOnce = 32;
    private const int OneOfClientsIn = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentBag<string> _acknowledged = [];

    /// <summary>How many were acknowledged.</summary>
    public int Count => _acknowledged.Count;

    /// <summary>Creates until so many more are acknowledged, whatever fails in between.</summary>
    /// <param name="count">How many.</param>
    /// <param name="clients">What clients need, of which a tenth as much is created beside.</param>
    public Task RunAsync(int count, ClientVpnLoad? clients = null)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) is >= 0 and var number)
            {
                await Eventually.Async(TryCreateAsync, Patience, Pause);
                if (clients is not null && number % OneOfClientsIn == 0)
                {
                    await clients.CreateAsync(number / OneOfClientsIn);
                }
            }
        })));
    }

    /// <summary>Every acknowledged gateway is there and told of, and the quota counts what is there and nothing else.</summary>
    public async Task NothingLostAsync(Told told)
    {
        await AllActiveAsync();
        await AllToldAsync(told);
        var rows = (await api.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray().Count;
        await Eventually.Async(async () => await api.QuotaAsync("vpn_gateway") == rows, Patience, Pause);
    }

    public Task AllToldAsync(Told told) => Eventually.Async(() => told.Created("vpn_gateway").IsSupersetOf(_acknowledged), Patience, Pause);

    public async Task AllActiveAsync()
    {
        _acknowledged.ShouldNotBeEmpty();
        var expected = _acknowledged.ToHashSet();
        await Eventually.Async(
            async () =>
            {
                var gateways = (await api.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray();
                var active = gateways.Where(gateway => gateway!["status"]!.GetValue<string>() == "ACTIVE");
                return expected.IsSubsetOf(active.Select(gateway => gateway!["id"]!.GetValue<string>()));
            },
            Patience,
            Pause);
    }

    private async Task<bool> TryCreateAsync()
    {
        var answer = await api.PostAsync("/vpn-gateways", Bodies.Private());
        if (answer.Status != HttpStatusCode.Created)
        {
            // What is tried again until patience ends tells then what stood in its way.
            throw new InvalidOperationException($"{(int)answer.Status} {answer.Json?.ToJsonString()}");
        }
        _acknowledged.Add(answer.Json!["vpn_gateway"]!["id"]!.GetValue<string>());
        return true;
    }
}
