using CsCheck;
using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;
using static VpnMesh.Metering.Tests.MeteredEvents;

namespace VpnMesh.Metering.Tests;

/// <summary>What lasts from a time to another; of bytes, what is used at one.</summary>
internal sealed record Interval(string EnterpriseProject, string Meter, long From, long To, long Rate);

/// <summary>A resource from its beginning on: the events about it, and what it is to be billed for.</summary>
/// <param name="Kind">0: VPN gateway, 1: connection, 2: point-to-cloud gateway, 3: session of a client.</param>
/// <param name="States">Milliseconds after the state before, enterprise project, flavour, bandwidth of its EIP (0: none).</param>
/// <param name="Ends">Whether it is deleted at the time of its last state.</param>
internal sealed record Life(int Kind, (long After, int Place, int Flavor, int Bandwidth)[] States, bool Ends)
{
    private static readonly string[] Places = ["0", "7625fd92-2e20-4e4d-8c56-66f110fbfaa8"];
    private static readonly string[] Flavors = ["Basic", "Professional1", "Professional2"];

    public static Gen<Life> Any { get; } = Gen.Select(
        Gen.Int[0, 3],
        Gen.Select(Gen.Long[1, 4 * Meters.Hour], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[0, 2]).Array[2, 5],
        Gen.Bool,
        (kind, states, ends) => new Life(kind, states, ends));

    private int Last => Ends ? States.Length - 1 : States.Length;

    private string Id { get; } = NewId();

    public IEnumerable<CloudEvent> Events(string project, long start)
    {
        if (Kind == 3)
        {
            return Session(project, start);
        }
        var told = Enumerable.Range(0, Last).Select(index => Told(project, Id, At(start, index), State(index), index + 1, Place(index)));
        return Ends ? told.Append(Told(project, Id, At(start, Last), Deleted(), Last + 1, Place(Last - 1))) : told;
    }

    public IEnumerable<Interval> Bill(long start)
    {
        if (Kind == 3)
        {
            var end = Ends ? At(start, 1) : long.MaxValue;
            yield return new Interval("0", "p2c_vgw_connection", At(start, 0), end, 1);
            if (Ends)
            {
                yield return new Interval("0", "p2c_inbound_bytes", end, end, 7);
                yield return new Interval("0", "p2c_outbound_bytes", end, end, 11);
            }
            yield break;
        }
        for (var index = 0; index < Last; index++)
        {
            var (from, to) = (At(start, index), index + 1 < States.Length ? At(start, index + 1) : long.MaxValue);
            yield return new Interval(Place(index), Meter(index), from, to, 1);
            if (Kind != 1 && States[index].Bandwidth > 0)
            {
                yield return new Interval(Place(index), "eip_bandwidth.traffic", from, to, States[index].Bandwidth);
            }
        }
    }

    private long At(long start, int index) => start + States[..(index + 1)].Sum(state => state.After);

    private string Place(int index) => Places[States[index].Place];

    private string Meter(int index) => Kind switch
    {
        0 => "vpn_gateway." + Flavors[States[index].Flavor],
        1 => "vpn_connection",
        _ => "p2c_vpn_gateway." + Flavors[States[index].Flavor],
    };

    private IMessage State(int index)
    {
        var (flavor, bandwidth) = (Flavors[States[index].Flavor], States[index].Bandwidth);
        EipUse[] eips = bandwidth > 0 ? [Eip(bandwidth, "traffic")] : [];
        return (Kind, index) switch
        {
            (0, 0) => new VpnGatewayCreated { Flavor = flavor, Eips = { eips } },
            (0, _) => new VpnGatewayUpdated { Flavor = flavor, Eips = { eips } },
            (1, 0) => new VpnConnectionCreated(),
            (1, _) => new VpnConnectionUpdated(),
            (_, 0) => new P2cVpnGatewayCreated { Flavor = flavor, Eip = eips.FirstOrDefault() },
            _ => new P2cVpnGatewayUpdated { Flavor = flavor, Eip = eips.FirstOrDefault() },
        };
    }

    private IMessage Deleted() => Kind switch
    {
        0 => new VpnGatewayDeleted(),
        1 => new VpnConnectionDeleted(),
        _ => new P2cVpnGatewayDeleted(),
    };

    private IEnumerable<CloudEvent> Session(string project, long start)
    {
        var (begin, end) = (At(start, 0), At(start, 1));
        // It is told some time after it has happened.
        yield return Told(project, Id, begin + 1234, new P2cVgwConnectionStarted { StartedAt = begin.ToWireTime() });
        if (Ends)
        {
            var (started, over) = (begin.ToWireTime(), end.ToWireTime());
            var ended = new P2cVgwConnectionEnded { StartedAt = started, EndedAt = over, InboundBytes = 7, OutboundBytes = 11 };
            yield return Told(project, Id, end + 1234, ended);
        }
    }
}
