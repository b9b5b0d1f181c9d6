using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>The rules about certificates, agents, monitors and quotas.</summary>
[Collection(nameof(QuietSystems))]
public sealed class RulesTests(QuietSystems systems)
{
    public static TheoryData<Kind, string, string, string> Certificates
    {
        get
        {
            var cases = new TheoryData<Kind, string, string, string>();
            foreach (var kind in Enum.GetValues<Kind>())
            {
                cases.Add(kind, "vpn_gateway_certificate", "created", "expire_time");
                cases.Add(kind, "customer_gateway", "updated", "ca_expire_time");
                cases.Add(kind, "client_ca_certificate", "imported", "expiration_time");
                cases.Add(kind, "vpn_server", "updated", "certificate_expire_time");
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task A_certificate_that_expires_soon_is_told_until_another_takes_its_place(Kind kind, string resource, string happened, string field)
    {
        var system = systems[kind];
        var (projectId, id, now) = (Told.NewProject(), Told.NewId(), system.Time.GetUtcNow());
        CloudEvent Expires(int days, long generation) =>
            Told.Event($"{resource}.{happened}", projectId, id, now, Data(field, Wire(now.AddDays(days))), generation);

        await system.TakeAsync(Expires(16, 3), Expires(1, 2));
        await system.JudgeAsync();
        (await system.OpenAsync(projectId)).ShouldBeEmpty();
        system.Time.Advance(TimeSpan.FromDays(2));
        await system.JudgeAsync();
        var alert = (await system.OpenAsync(projectId)).ShouldHaveSingleItem();
        (alert.Rule, alert.AboutType, alert.AboutId).ShouldBe(("certificate_expiring", resource, id));
        alert.Summary.ShouldEndWith($"expires at {Wire(now.AddDays(16))}");
        await system.TakeAsync(Expires(400, 4), Expires(1, 2));
        await system.JudgeAsync();
        (await system.ToldAsync(projectId)).ShouldBe(["raised certificate_expiring", "cleared certificate_expiring"]);

        await system.TakeAsync(Expires(5, 5));
        await system.JudgeAsync();
        await system.TakeAsync(Told.Event($"{resource}.deleted", projectId, id, now, new { }, 5));
        await system.JudgeAsync();
        (await system.OpenAsync(projectId)).ShouldBeEmpty();
        (await system.ToldAsync(projectId)).Count.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_lost_agent_is_told_until_it_returns_wherever_it_was_registered(Kind kind)
    {
        var system = systems[kind];
        var (agent, now) = (Told.NewId(), system.Time.GetUtcNow());
        CloudEvent Agent(string happened, string part, int leaseEnd) => Told.Event(
            $"gateway_agent.{happened}", "", agent, now, new { part, zone = "z", lease_until = Wire(now.AddSeconds(leaseEnd)) }, generation: 0);
        async Task<string[]> OpenAsync() =>
            [.. (await system.OpenAsync("")).Where(alert => alert.AboutId.EndsWith(agent, StringComparison.Ordinal)).Select(alert => alert.AboutId).Order()];

        // The first return is heard after the second loss.
        await system.TakeAsync(Agent("lost", "p2c", 10), Agent("lost", "site-to-site", 10), Agent("lost", "p2c", 40), Agent("returned", "p2c", 30));
        await system.JudgeAsync();
        (await OpenAsync()).ShouldBe([$"p2c/{agent}", $"site-to-site/{agent}"]);
        await system.TakeAsync(Agent("returned", "site-to-site", 30));
        await system.JudgeAsync();
        (await OpenAsync()).ShouldBe([$"p2c/{agent}"]);

        await system.SetRuleAsync("", new AlertRule { Rule = "agent_lost", Enabled = false });
        await system.JudgeAsync();
        (await OpenAsync()).ShouldBeEmpty();
        await system.SetRuleAsync("", new AlertRule { Rule = "agent_lost" });
        await system.JudgeAsync();
        (await OpenAsync()).ShouldBe([$"p2c/{agent}"]);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_monitor_that_loses_packets_is_told_by_what_it_measured_last(Kind kind)
    {
        var system = systems[kind];
        var (projectId, id, now) = (Told.NewProject(), Told.NewId(), system.Time.GetUtcNow());
        CloudEvent Measured(int window, int received) => Told.Event(
            "connection_monitor.measured", projectId, id, now, new { window_start = Wire(now.AddSeconds(window)), sent = 10, received });
        async Task<int> OpenAsync(params CloudEvent[] events)
        {
            await system.TakeAsync(events);
            await system.JudgeAsync();
            return (await system.OpenAsync(projectId)).Count;
        }

        (await OpenAsync(Measured(0, 10), Measured(120, 9), Measured(60, 0))).ShouldBe(0);
        (await OpenAsync(Measured(180, 8))).ShouldBe(1);
        (await system.OpenAsync(projectId))[0].Summary.ShouldBe("20 % of 10 packets were lost");
        (await OpenAsync(Measured(240, 0), Measured(121, 10))).ShouldBe(1);
        (await OpenAsync(Measured(300, 10))).ShouldBe(0);
        (await OpenAsync(Measured(360, 0))).ShouldBe(1);
        (await OpenAsync(Told.Event("connection_monitor.deleted", projectId, id, now, new { }))).ShouldBe(0);
        (await OpenAsync(Measured(420, 0))).ShouldBe(0);
        (await system.ToldAsync(projectId)).Count.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_quota_that_was_wrong_is_told_until_nothing_was_for_a_day(Kind kind)
    {
        var system = systems[kind];
        var projectId = Told.NewProject();
        CloudEvent Found() => Told.Event("quota.drift_found", projectId, "vpn_connection", system.Time.GetUtcNow(), Drift, generation: 0);
        await system.TakeAsync(Found());
        await system.JudgeAsync();
        (await system.OpenAsync(projectId)).ShouldHaveSingleItem().Summary.ShouldBe("the use was 9 and should have been 7: counter, corrected");
        system.Time.Advance(TimeSpan.FromHours(23));
        await system.TakeAsync(Found());
        await system.JudgeAsync();
        system.Time.Advance(TimeSpan.FromHours(23));
        await system.JudgeAsync();
        (await system.ToldAsync(projectId)).ShouldBe(["raised quota_drift"]);
        system.Time.Advance(TimeSpan.FromHours(1));
        await system.JudgeAsync();
        (await system.ToldAsync(projectId)).ShouldBe(["raised quota_drift", "cleared quota_drift"]);
        (await system.ScalarAsync<long>($"SELECT COUNT(*) FROM alert_subject WHERE project_id = '{projectId}'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("p", "nothing_known", null, null, "rule.rule")]
    [InlineData("", "connection_down", 60L, null, "project_id")]
    [InlineData("p", "agent_lost", null, null, "project_id")]
    [InlineData("p", "connection_down", 0L, null, "rule.seconds")]
    [InlineData("p", "connection_down", 86401L, null, "rule.seconds")]
    [InlineData("p", "connection_down", 60L, 50L, "rule.percent")]
    [InlineData("p", "quota_usage", null, 101L, "rule.percent")]
    public async Task A_rule_that_makes_no_sense_is_refused(string projectId, string rule, long? seconds, long? percent, string field)
    {
        var system = systems[Kind.Sqlite];
        var given = new AlertRule { Rule = rule };
        if (seconds is { } s)
        {
            given.Seconds = s;
        }
        if (percent is { } p)
        {
            given.Percent = p;
        }
        var request = new SetAlertRuleRequest { ProjectId = projectId, Rule = given };
        var refusal = await Refusal.OfAsync(system.Alerts.SetAlertRuleAsync(request, system.Administrator));
        (refusal.Code, refusal.Field).ShouldBe(("VPN.0001", field));
        refusal.Message.ShouldContain(field);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_rules_of_a_project_are_those_set_and_else_those_of_the_settings(Kind kind)
    {
        var system = systems[kind];
        var projectId = Told.NewProject();
        await system.SetRuleAsync(projectId, new AlertRule { Rule = "connection_flapping", Enabled = false, Changes = 9 });
        await system.SetRuleAsync(projectId, new AlertRule { Rule = "quota_usage", Percent = 95 });
        await system.SetRuleAsync(projectId, new AlertRule { Rule = "quota_usage" });

        var rules = (await system.Alerts.ListAlertRulesAsync(new ListAlertRulesRequest { ProjectId = projectId }, system.Administrator)).Rules;
        rules.Select(rule => rule.Rule).ShouldBe(
            ["connection_down", "connection_flapping", "certificate_expiring", "quota_usage", "monitor_loss", "quota_drift"]);
        rules[1].ShouldBe(new AlertRule { Rule = "connection_flapping", Enabled = false, Changes = 9, Seconds = 600 });
        rules[3].ShouldBe(new AlertRule { Rule = "quota_usage", Enabled = true, Percent = 80 });
        var none = await system.Alerts.ListAlertRulesAsync(new ListAlertRulesRequest(), system.Administrator);
        none.Rules.ShouldHaveSingleItem().Rule.ShouldBe("agent_lost");
    }

    private static readonly object Drift = new { quota_type = "vpn_connection", drift = "counter", expected = "7", found = "9", done = "corrected" };

    private static Dictionary<string, string> Data(string field, string value) => new() { [field] = value };

    private static string Wire(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToWireTime();
}
