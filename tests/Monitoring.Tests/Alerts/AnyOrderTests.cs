using CsCheck;
using Microsoft.Extensions.Configuration;
using VpnMesh.Monitoring.Alerts.Connections;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>Events come in any order and any number of times; what is open in the end is what a naive model finds in their true order.</summary>
[Collection(nameof(QuietSystems))]
public sealed class AnyOrderTests(QuietSystems systems)
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["ALERT_CONNECTION_DOWN_SECONDS"] = "20",
        ["ALERT_CONNECTION_FLAPPING_CHANGES"] = "3",
        ["ALERT_CONNECTION_FLAPPING_SECONDS"] = "30",
    };

    private static readonly string[] Statuses = ["ACTIVE", "DOWN", "ACTIVE", "DOWN", "UNKNOWN", "PENDING_UPDATE", "ERROR", "FREEZED"];

    private static readonly Gen<(int Pause, string Status, bool NewGeneration)> Step =
        Gen.Select(Gen.Int[1, 14], Gen.OneOf([.. Statuses.Select(status => Gen.Const(status))]), Gen.Bool);

    private static readonly Gen<((int Pause, string Status, bool NewGeneration)[] Steps, int[] Order, int Wait, int Later)> History =
        from steps in Step.Array[1, 12]
        from order in Gen.Shuffle(Enumerable.Range(0, steps.Length).Concat(Enumerable.Range(0, steps.Length)).ToArray())
        from wait in Gen.Int[0, 40]
        from later in Gen.Int[0, 40]
        select (steps, order, wait, later);

    [Theory]
    [InlineData(Kind.Sqlite, 12)]
    [InlineData(Kind.Postgres, 6)]
    public async Task The_open_alerts_are_those_of_the_true_order(Kind kind, int histories)
    {
        var system = systems[kind];
        await History.SampleAsync(
            async history =>
            {
                var (projectId, connectionId, start) = (Told.NewProject(), Told.NewId(), system.Time.GetUtcNow());
                await ConnectionRulesTests.SetRulesAsync(system, projectId);
                var (events, model) = Tell(history.Steps, projectId, connectionId, start);
                var end = model[^1].At + history.Wait;
                system.Time.SetUtcNow(start.AddSeconds(end));
                foreach (var (number, index) in history.Order.Index())
                {
                    await system.TakeAsync(events[index]);
                    if (number % 5 == 0)
                    {
                        await system.JudgeAsync();
                    }
                }
                await system.JudgeAsync();
                (await OpenAsync(system, projectId)).ShouldBe(Naive(model, end));

                system.Time.SetUtcNow(start.AddSeconds(end + history.Later));
                await system.JudgeAsync();
                (await OpenAsync(system, projectId)).ShouldBe(Naive(model, end + history.Later));
                RequireTurns(await system.ToldAsync(projectId));
                system.Time.Advance(TimeSpan.FromSeconds(1));
            },
            iter: histories,
            threads: 1);
    }

    [Fact]
    public void What_is_judged_depends_on_the_true_order_alone()
    {
        var subject = new ConnectionSubject();
        var rules = new AlertDefaults(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build()).With([]);
        History.Sample(
            history =>
            {
                var (events, model) = Tell(history.Steps, "p", "c", DateTimeOffset.UnixEpoch);
                var row = new SubjectRow { ResourceType = "vpn_connection", ProjectId = "p", ResourceId = "c", EnterpriseProjectId = "0" };
                row = history.Order.Aggregate(row, (known, index) => subject.Take(known, events[index], now: 0));
                var now = model[^1].At + history.Wait;
                var judgement = subject.Judge(row, rules, now * 1000L);
                judgement.Conditions.Where(condition => condition.Holds).Select(condition => condition.Rule).Order().ShouldBe(Naive(model, now));
                // Until it is due nothing changes; then something may.
                var before = judgement.DueAt - 1 ?? 10_000_000;
                var sooner = subject.Judge(row, rules, before);
                sooner.Conditions.Select(condition => condition.Holds).ShouldBe(judgement.Conditions.Select(condition => condition.Holds));
            },
            iter: 600,
            threads: 1);
    }

    [Fact]
    public void Changes_within_a_millisecond_are_put_in_a_row()
    {
        StatusChange[] changes =
        [
            new(1, 5, "c", "ACTIVE", "DOWN"), new(1, 5, "a", "DOWN", "UNKNOWN"), new(1, 5, "b", "PENDING_CREATE", "ACTIVE"),
            new(1, 4, "d", "", "PENDING_CREATE"),
        ];
        StatusOrder.Sort(changes, null).Select(change => change.Id).ShouldBe(["d", "b", "c", "a"]);
        StatusOrder.Sort(changes[..3], null).Select(change => change.Id).ShouldBe(["b", "c", "a"]);
    }

    [Fact]
    public void A_connection_that_is_down_for_longer_than_its_history_is_kept_stays_down_since_then()
    {
        var facts = new ConnectionFacts();
        for (var i = 0; i < 3 * ConnectionFacts.MostChanges; i++)
        {
            facts = facts.With(new StatusChange(1, i, $"{i}", i % 2 == 0 ? "PENDING_UPDATE" : "DOWN", i % 2 == 0 ? "DOWN" : "PENDING_UPDATE"));
        }
        facts.OutageNow().Since.ShouldBe(0);
        facts.Changes.Count.ShouldBe(ConnectionFacts.MostChanges);
        facts.With(new StatusChange(1, 1, "late", "DOWN", "ACTIVE")).ShouldBeSameAs(facts);
    }

    private static (CloudEvent[] Events, (int At, string Status)[] Model) Tell(
        (int Pause, string Status, bool NewGeneration)[] steps, string projectId, string connectionId, DateTimeOffset start)
    {
        var (at, generation, status) = (0, 1, "PENDING_CREATE");
        var events = new List<CloudEvent>();
        var model = new List<(int, string)>();
        foreach (var step in steps)
        {
            at += step.Pause;
            generation += step.NewGeneration ? 1 : 0;
            events.Add(Told.Status(projectId, connectionId, status, step.Status, start.AddSeconds(at), generation));
            status = step.Status;
            model.Add((at, status));
        }
        return ([.. events], [.. model]);
    }

    private static async Task<IEnumerable<string>> OpenAsync(AlertSystem system, string projectId) =>
        (await system.OpenAsync(projectId)).Select(alert => alert.Rule).Order();

    private static IEnumerable<string> Naive((int At, string Status)[] history, int now)
    {
        var rules = new[] { SecondsDown(history, now) >= 20 ? "connection_down" : "", IsFlapping(history, now) ? "connection_flapping" : "" };
        return rules.Where(rule => rule.Length > 0);
    }

    private static int SecondsDown((int At, string Status)[] history, int now)
    {
        var streak = history.Reverse().TakeWhile(change => IsDown(change.Status) || change.Status is "UNKNOWN" or "PENDING_UPDATE").ToArray();
        if (!streak.Any(change => IsDown(change.Status)))
        {
            return 0;
        }
        var since = streak.Last(change => IsDown(change.Status)).At;
        var pause = streak.TakeWhile(change => !IsDown(change.Status)).ToArray();
        return (pause.Length > 0 ? pause[^1].At : now) - since;
    }

    /// <summary>Second by second, as one would do it on paper.</summary>
    private static bool IsFlapping((int At, string Status)[] history, int now)
    {
        var (status, flapping, changes) = ("PENDING_CREATE", false, new List<int>());
        for (var second = 0; second <= now; second++)
        {
            flapping = flapping && changes.Any(change => change > second - 30);
            if (history.FirstOrDefault(change => change.At == second) is not { Status: { } next })
            {
                continue;
            }
            if ((status == "ACTIVE" && IsDown(next)) || (IsDown(status) && next == "ACTIVE"))
            {
                changes.Add(second);
            }
            status = next;
            flapping = flapping || changes.Count(change => change > second - 30) >= 3;
        }
        return flapping;
    }

    private static bool IsDown(string status) => status is "DOWN" or "ERROR";

    private static void RequireTurns(IReadOnlyList<string> told)
    {
        foreach (var rule in told.GroupBy(line => line.Split(' ')[1], line => line.Split(' ')[0]))
        {
            rule.ShouldBe(rule.Select((_, index) => index % 2 == 0 ? "raised" : "cleared"));
        }
    }
}
