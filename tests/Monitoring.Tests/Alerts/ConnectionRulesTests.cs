using System.Globalization;
using VpnMesh.Protos.Monitoring.V1;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>
/// Stories of a connection: seconds and the status that it gets then, or ? where only time passes. Rules: down for 20 seconds; 3 changes within
/// 30 seconds.
/// </summary>
[Collection(nameof(QuietSystems))]
public sealed class ConnectionRulesTests(QuietSystems systems)
{
    private static readonly Dictionary<string, (string Story, string Alerts)> Stories = new()
    {
        ["down for as long as the rule says"] = ("0:ACTIVE 10:DOWN 29:? 30:? 90:? 100:ACTIVE", "30 raised connection_down, 100 cleared connection_down"),
        ["down for less"] = ("0:ACTIVE 10:DOWN 29:ACTIVE 60:?", ""),
        ["down from the start"] = ("0:DOWN 19:? 25:?", "25 raised connection_down"),
        ["an error is no tunnel either"] = ("0:DOWN 10:ERROR 20:?", "20 raised connection_down"),
        ["a change of a connection that is down does not make it young"] =
            ("0:DOWN 20:? 25:PENDING_UPDATE 50:? 55:DOWN 60:?", "20 raised connection_down"),
        ["what nobody knows does not count"] = ("0:DOWN 10:UNKNOWN 60:? 70:DOWN 71:?", "70 raised connection_down"),
        ["up after a pause"] = ("0:DOWN 20:? 30:UNKNOWN 40:ACTIVE", "20 raised connection_down, 40 cleared connection_down"),
        ["frozen"] = ("0:DOWN 20:? 30:FREEZED", "20 raised connection_down, 30 cleared connection_down"),
        ["deleted"] = ("0:DOWN 20:? 30:! 40:DOWN 90:?", "20 raised connection_down, 30 cleared connection_down"),
        ["three changes within the time"] =
            ("0:ACTIVE 10:DOWN 12:ACTIVE 39:DOWN 40:ACTIVE 69:? 70:?", "39 raised connection_flapping, 70 cleared connection_flapping"),
        ["three changes in more time"] = ("0:ACTIVE 10:DOWN 12:ACTIVE 40:DOWN 45:ACTIVE 80:?", ""),
        ["changes that a caller asked for"] = ("0:ACTIVE 1:PENDING_UPDATE 2:ACTIVE 3:PENDING_UPDATE 4:ACTIVE 5:PENDING_UPDATE 6:ACTIVE", ""),
    };

    public static TheoryData<Kind, string> Cases
    {
        get
        {
            var cases = new TheoryData<Kind, string>();
            foreach (var kind in Enum.GetValues<Kind>())
            {
                foreach (var name in Stories.Keys)
                {
                    cases.Add(kind, name);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_story_raises_and_clears_what_it_should(Kind kind, string name)
    {
        var (story, expected) = Stories[name];
        var system = systems[kind];
        var (projectId, connectionId) = (Told.NewProject(), Told.NewId());
        await SetRulesAsync(system, projectId);
        var (start, status, alerts) = (system.Time.GetUtcNow(), "PENDING_CREATE", new List<string>());
        foreach (var step in story.Split(' ').Select(step => step.Split(':')))
        {
            var at = start.AddSeconds(int.Parse(step[0], CultureInfo.InvariantCulture));
            system.Time.SetUtcNow(at);
            if (step[1] == "!")
            {
                await system.TakeAsync(Told.Event("vpn_connection.deleted", projectId, connectionId, at, new { name = "c" }));
            }
            else if (step[1] != "?")
            {
                await system.TakeAsync(Told.Status(projectId, connectionId, status, step[1], at));
                status = step[1];
            }
            await system.JudgeAsync();
            var told = await system.ToldAsync(projectId);
            alerts.AddRange(told.Skip(alerts.Count).Select(alert => $"{step[0]} {alert}"));
        }

        string.Join(", ", alerts).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task An_alert_says_what_it_is_about(Kind kind)
    {
        var system = systems[kind];
        var (projectId, connectionId, now) = (Told.NewProject(), Told.NewId(), system.Time.GetUtcNow());
        await SetRulesAsync(system, projectId);
        await system.TakeAsync(
            Told.Event("vpn_connection.updated", projectId, connectionId, now, new { name = "new" }, generation: 2),
            Told.Status(projectId, connectionId, "ACTIVE", "DOWN", now),
            Told.Event("vpn_connection.created", projectId, connectionId, now, new { name = "old" }));
        system.Time.Advance(TimeSpan.FromSeconds(20));
        await system.JudgeAsync();

        var alert = (await system.OpenAsync(projectId)).ShouldHaveSingleItem();
        (alert.Rule, alert.AboutType, alert.AboutId, alert.AboutName).ShouldBe(("connection_down", "vpn_connection", connectionId, "new"));
        alert.Summary.ShouldBe($"the connection is down since {now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z");
        var told = (await system.ToldEventsAsync()).Single(one => one.ProjectId == projectId);
        (told.Type, told.Subject, told.ResourceType, told.Source).ShouldBe(("alert.raised", alert.Id, "alert", "/vpnmesh/monitoring"));
        told.Data.GetProperty("about_id").GetString().ShouldBe(connectionId);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Two_replicas_that_judge_at_once_raise_nothing_twice(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var one = await AlertSystem.StartAsync(store, quiet: true);
        // SQLite is one process: there the same replica judges twice at once.
        await using var two = kind == Kind.Postgres ? await AlertSystem.StartAsync(store, quiet: true, one.Time) : null;
        var (projectId, start) = (Told.NewProject(), one.Time.GetUtcNow());
        var connections = Enumerable.Range(0, 40).Select(_ => Told.NewId()).ToArray();
        await one.TakeAsync([.. connections.Select(id => Told.Status(projectId, id, "ACTIVE", "DOWN", start))]);
        one.Time.Advance(TimeSpan.FromMinutes(5));
        await Task.WhenAll(one.JudgeAsync(), (two ?? one).JudgeAsync(), one.JudgeAsync());
        one.Time.Advance(TimeSpan.FromSeconds(1));
        await one.TakeAsync([.. connections.Select(id => Told.Status(projectId, id, "DOWN", "ACTIVE", one.Time.GetUtcNow()))]);
        await Task.WhenAll(one.JudgeAsync(), (two ?? one).JudgeAsync(), one.JudgeAsync());

        var told = await one.ToldAsync(projectId);
        told.Count(line => line == "raised connection_down").ShouldBe(40);
        told.Count(line => line == "cleared connection_down").ShouldBe(40);
        (await one.ScalarAsync<long>("SELECT COUNT(*) FROM alert")).ShouldBe(40);
    }

    internal static async Task SetRulesAsync(AlertSystem system, string projectId)
    {
        await system.SetRuleAsync(projectId, new AlertRule { Rule = "connection_down", Seconds = 20 });
        await system.SetRuleAsync(projectId, new AlertRule { Rule = "connection_flapping", Changes = 3, Seconds = 30 });
    }
}
