using System.Globalization;
using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Ledger;

/// <summary>Reads events as facts about what is metered.</summary>
internal static class UsageFacts
{
    // How Governance names what is shared.
    private const string Shared = "WHOLE";

    // The times of a session are by the clock of its agent: one that is wrong by years must not fill the ledger with them.
    private static readonly long MostBefore = (long)TimeSpan.FromDays(366).TotalMilliseconds;
    private static readonly long MostAfter = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static readonly Dictionary<string, Func<CloudEvent, UsageFact>> Readers = new()
    {
        ["vpn_gateway.created"] = From<VpnGatewayCreated>(Phase.Began, told => Rates(Meters.VpnGateway(told.Flavor), told.Eips)),
        ["vpn_gateway.updated"] = From<VpnGatewayUpdated>(Phase.Changed, told => Rates(Meters.VpnGateway(told.Flavor), told.Eips)),
        ["vpn_gateway.deleted"] = told => Fact(told, Phase.Ended, []),
        ["vpn_connection.created"] = told => Fact(told, Phase.Began, Rates(Meters.VpnConnection, [])),
        ["vpn_connection.updated"] = told => Fact(told, Phase.Changed, Rates(Meters.VpnConnection, [])),
        ["vpn_connection.deleted"] = told => Fact(told, Phase.Ended, []),
        ["p2c_vpn_gateway.created"] = From<P2cVpnGatewayCreated>(Phase.Began, told => Rates(Meters.ClientGateway(told.Flavor), [told.Eip])),
        ["p2c_vpn_gateway.updated"] = From<P2cVpnGatewayUpdated>(Phase.Changed, told => Rates(Meters.ClientGateway(told.Flavor), [told.Eip])),
        ["p2c_vpn_gateway.deleted"] = told => Fact(told, Phase.Ended, []),
        ["p2c_vgw_connection.started"] = told => Started(told, Data<P2cVgwConnectionStarted>(told)),
        ["p2c_vgw_connection.ended"] = told => Ended(told, Data<P2cVgwConnectionEnded>(told)),
    };

    /// <summary>Types of the events that tell something about usage.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Readers.Keys];

    /// <summary>What an event of one of these types tells.</summary>
    public static UsageFact Of(CloudEvent told) => Readers[told.Type](told);

    private static Func<CloudEvent, UsageFact> From<T>(Phase phase, Func<T, Dictionary<string, long>> rates)
        where T : IMessage<T>, new() => told => Fact(told, phase, rates(Data<T>(told)));

    private static T Data<T>(CloudEvent told)
        where T : IMessage<T>, new() => Parser.Parse<T>(told.Data.GetRawText());

    private static UsageFact Started(CloudEvent told, P2cVgwConnectionStarted session) =>
        Fact(told, Phase.Began, Rates(Meters.ClientSession, [])) with { AtMs = AgentTime(session.StartedAt, told) };

    private static UsageFact Ended(CloudEvent told, P2cVgwConnectionEnded session) =>
        Fact(told, Phase.Ended, Rates(Meters.ClientSession, [])) with
        {
            AtMs = AgentTime(session.EndedAt, told),
            BeganAtMs = AgentTime(session.StartedAt, told),
            Amounts = new Dictionary<string, long> { [Meters.InboundBytes] = session.InboundBytes, [Meters.OutboundBytes] = session.OutboundBytes },
        };

    private static UsageFact Fact(CloudEvent told, Phase phase, Dictionary<string, long> rates) => new()
    {
        EventId = told.Id,
        ProjectId = told.ProjectId,
        EnterpriseProjectId = told.EnterpriseProjectId,
        ResourceType = told.ResourceType,
        ResourceId = told.Subject,
        Phase = phase,
        Generation = told.Generation,
        AtMs = Time(told.Time),
        Rates = rates,
    };

    /// <summary>One of a resource, and its EIPs that are there.</summary>
    private static Dictionary<string, long> Rates(string meter, IEnumerable<EipUse?> eips)
    {
        var rates = new Dictionary<string, long> { [meter] = 1 };
        foreach (var eip in eips.OfType<EipUse>())
        {
            var (of, rate) = eip.ShareType == Shared ? (Meters.SharedEip, 1) : (Meters.Bandwidth(eip.ChargeMode), eip.BandwidthSize);
            rates[of] = rates.GetValueOrDefault(of) + rate;
        }
        return rates;
    }

    private static long AgentTime(string text, CloudEvent told)
    {
        var now = Time(told.Time);
        return Math.Clamp(Time(text), now - MostBefore, now + MostAfter);
    }

    private static long Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
