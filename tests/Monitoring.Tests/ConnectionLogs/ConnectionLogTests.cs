using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VpnMesh.Monitoring.ConnectionLogs;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.ConnectionLogs;

public sealed partial class ConnectionLogTests(MonitoringSystems systems)
{
    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_log_tells_negotiations_resets_and_changes_of_status_in_the_documented_form(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system, "203.0.113.40");
        await UntilLoggedAsync(site, "VPN connection status changes from PENDING_CREATE to ACTIVE.");
        await site.ResetAsync();
        await UntilLoggedAsync(site, "VPN connection reset is requested.", "IPSec tunnel is reset.");
        system.Agent.SetPeer("203.0.113.40", present: false);
        await UntilLoggedAsync(site, "IKE SA is deleted.", "VPN connection status changes from ACTIVE to DOWN.");

        var logs = await site.LogAsync();
        logs.ShouldAllBe(log => Form().IsMatch(log.RawMessage));
        logs.Select(log => log.RawMessage[..32]).ShouldBeInOrder();
        logs.Select(log => log.Time).ShouldBe(
            logs.Select(log => DateTimeOffset.Parse(log.RawMessage[..32], CultureInfo.InvariantCulture).ToUnixTimeSeconds()));
        var address = site.Gateway.Eip1.IpAddress;
        logs.ShouldAllBe(log => log.RawMessage.Contains($"+00:00 host-{address.Replace('.', '-')} ipsec_ike["));
        logs.ShouldAllBe(log => log.RawMessage.Contains($"]: [{address}] ") && log.RawMessage.Contains("PeerAddress=[203.0.113.40]"));
        var deleted = logs.First(log => log.RawMessage.Contains("IKE SA is deleted.")).RawMessage;
        deleted.ShouldEndWith("PeerPort=[500], Reason=[the peer no longer answers])");
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_log_is_its_projects_alone_and_goes_with_the_connection(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        await UntilLoggedAsync(site, "IKE SA is established.");
        (await Refused.Async(site.ShowLog("x"))).ShouldBe(("VPN.0001", "invalid request: vpn_connection_id must be a UUID"));
        (await Refused.Async(site.ShowLog(Guid.CreateVersion7().ToString()))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(site.ShowLog(site.Connection, MonitoringSystem.User()))).Code.ShouldBe("VPN.0004");
        (await site.ShowLog(site.Connection.ToUpperInvariant())).Logs.ShouldNotBeEmpty();
        using (system.SiteToSite.Silence(site))
        {
            (await site.LogAsync()).ShouldContain(log => log.RawMessage.Contains($"[{site.Gateway.Eip1.IpAddress}] IKE SA is established."));
            (await Refused.Async(site.ShowLog(site.Connection, MonitoringSystem.User()))).Code.ShouldBe("VPN.0004");
        }

        await site.UntilConnectionIsGoneAsync();
        (await Refused.Async(site.ShowLog(site.Connection))).Code.ShouldBe("VPN.0004");
        await Eventually.Async(() => system.Events.TextsOf(site.Connection).Contains("deleted"));
        await Eventually.Async(async () => await LinesAsync(system, site.Connection) == 0);
        // What is told late brings nothing back.
        await RecordAsync(system, site.Connection, 1);
        (await LinesAsync(system, site.Connection)).ShouldBe(0);
        using (system.SiteToSite.Silence(site))
        {
            (await Refused.Async(site.ShowLog(site.Connection))).Code.ShouldBe("VPN.0004");
        }
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_log_keeps_its_newest_lines(Kind kind)
    {
        var system = await systems[kind];
        var site = await Site.MakeAsync(system);
        await RecordAsync(system, site.Connection, [.. Enumerable.Range(1, 35).Reverse()]);
        var logs = await site.LogAsync();
        logs.Count.ShouldBe(10);
        logs.Select(log => log.Time).ShouldBeInOrder();
        // Those of the creation are of today, the told ones of the past.
        (await LinesAsync(system, site.Connection)).ShouldBeLessThanOrEqualTo(11);
        logs.ShouldNotContain(log => log.RawMessage.Contains("Reason=[1]"));
    }

    [Theory]
    [InlineData("a\nb", "Reason=[a b])")]
    [InlineData("", "Reason=[])")]
    public void What_agents_tell_stays_on_its_line(string reason, string shown)
    {
        var row = new ConnectionLogRow
        {
            EventId = "e",
            ConnectionId = "c",
            TimeMs = 1735024112730,
            GatewayAddress = "2001:db8::1",
            PeerPort = 500,
            ProcessId = 7,
            Sentence = "IPSec tunnel negotiation fails.",
            Reason = reason,
        };
        LogLine.ToAnswer(row, null, "203.0.113.164").ShouldBe(new Log
        {
            Time = 1735024112,
            RawMessage = "2024-12-24T07:08:32.730000+00:00 host-2001-db8--1 ipsec_ike[7]: [2001:db8::1] IPSec tunnel negotiation fails. "
                + $"(IfIndex=[0], PolicyName=[], SeqNum=[0], PeerAddress=[203.0.113.164], PeerPort=[500], {shown}",
        });
    }

    private static Task UntilLoggedAsync(Site site, params string[] sentences) => Eventually.Async(async () =>
    {
        var logs = await site.LogAsync();
        return sentences.All(sentence => logs.Any(log => log.RawMessage.Contains(sentence)));
    });

    private static Task<long> LinesAsync(MonitoringSystem system, string connection) => system.ReadAsync(
        session => session.ScalarAsync<long>("SELECT COUNT(*) FROM connection_log WHERE connection_id = @connection", new { connection }));

    /// <summary>Tells of negotiations that happened so many seconds after 1970.</summary>
    private static async Task RecordAsync(MonitoringSystem system, string connection, params int[] seconds)
    {
        foreach (var second in seconds)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var data = new { happened_at = at, level = "info", kind = "ike_sa_established", message = $"{second}" };
            var told = new CloudEvent
            {
                Id = Guid.CreateVersion7().ToString(),
                Source = "/vpnmesh/site-to-site",
                Type = "vpn_connection.negotiation",
                Subject = connection,
                Time = at,
                ProjectId = "p",
                EnterpriseProjectId = "0",
                ResourceType = "vpn_connection",
                Generation = 1,
                RequestId = "",
                Data = JsonSerializer.SerializeToElement(data),
            };
            await system.WriteAsync(async session =>
            {
                await system.Service<ConnectionLogRecording>().HandleAsync(session, told);
                return true;
            });
        }
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 host-[0-9-]+ ipsec_ike\[\d+\]: \[[0-9.]+\] [A-Z][^()]+\. "
        + @"\((\w+=\[[^\]]*\](, )?)+\)\z")]
    private static partial Regex Form();
}
