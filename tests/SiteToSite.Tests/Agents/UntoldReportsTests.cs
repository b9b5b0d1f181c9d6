using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.SiteToSite.Tests.Agents;

/// <summary>In which order and in which portions an agent tells what it observes.</summary>
public sealed class UntoldReportsTests
{
    [Fact]
    public async Task Reports_are_told_in_the_order_in_which_they_came()
    {
        using var reports = new UntoldReports<string, NegotiationEvent>();
        Add(reports, "a", "b", "c");
        (await TakeAsync(reports)).ShouldBe(["a", "b", "c"]);
        reports.Remove("b");
        reports.Remove("a");

        Add(reports, "d", "e", "c");

        (await TakeAsync(reports)).ShouldBe(["d", "e", "c"]);
        reports.TellAgain();
        (await TakeAsync(reports)).ShouldBe(["d", "e", "c"]);
    }

    [Fact]
    public async Task Of_too_many_the_oldest_go()
    {
        using var reports = new UntoldReports<string, NegotiationEvent>(most: 3);

        Add(reports, "a", "b", "c", "d", "e");

        (await TakeAsync(reports)).ShouldBe(["c", "d", "e"]);
    }

    [Fact]
    public async Task A_message_has_some_hundreds_of_reports_or_a_megabyte()
    {
        using var reports = new UntoldReports<string, NegotiationEvent>();
        Add(reports, [.. Enumerable.Range(0, 600).Select(number => $"{number}")]);
        (await TakeAsync(reports)).Count.ShouldBe(500);
        (await TakeAsync(reports)).Count.ShouldBe(100);

        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            reports.Add(id, new NegotiationEvent { Id = id, Message = new string('m', 600_000) });
        }

        (await TakeAsync(reports)).ShouldBe(["a", "b"]);
        (await TakeAsync(reports)).ShouldBe(["c", "d"]);
    }

    [Fact]
    public async Task What_is_of_nobody_any_more_is_forgotten()
    {
        using var reports = new UntoldReports<string, NegotiationEvent>();
        Add(reports, "a", "b");

        reports.RemoveAllBut(new HashSet<string> { "b", "c" });

        (await TakeAsync(reports)).ShouldBe(["b"]);
    }

    private static void Add(UntoldReports<string, NegotiationEvent> reports, params string[] ids)
    {
        foreach (var id in ids)
        {
            reports.Add(id, new NegotiationEvent { Id = id });
        }
    }

    private static async Task<IReadOnlyList<string>> TakeAsync(UntoldReports<string, NegotiationEvent> reports) =>
        [.. (await reports.TakeAsync(CancellationToken.None)).Select(report => report.Id)];
}
