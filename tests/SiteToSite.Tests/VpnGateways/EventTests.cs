using System.Text.Json;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What is told of the writes of gateways. The relay takes rows away, so what was written is caught by a copy of the outbox.</summary>
public sealed class EventTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, string> Keep = new()
    {
        ["sqlite"] =
            """
            CREATE TABLE IF NOT EXISTS told (seq INTEGER, body TEXT);
            CREATE TRIGGER IF NOT EXISTS keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
            """,
        ["postgres"] =
            """
            CREATE TABLE IF NOT EXISTS told (seq BIGINT, body TEXT);
            CREATE OR REPLACE FUNCTION keep() RETURNS trigger AS 'BEGIN INSERT INTO told VALUES (new.seq, new.body); RETURN new; END' LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER keep AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION keep()
            """,
    };

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_write_is_told_with_its_subject(string dialect)
    {
        var system = await systems[dialect];
        await system.ExecuteAsync(Keep[dialect]);
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.EnterpriseProjectId = Examples.Id();
        var created = await system.CreateActiveAsync(caller, wanted);
        await system.PlaceAsync(created.Id);
        await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b", LocalSubnets = new StringList { Items = { "10.0.0.0/8" } } });
        await system.AppliedAsync(created.Id);
        await system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Professional2" } }, system.As(caller));
        await system.AppliedAsync(created.Id);
        await system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id }, system.As(caller));

        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == created.Id).ToArray();

        events.Select(one => $"{one.Type} {one.Generation}").ShouldBe(
        [
            "vpn_gateway.created 1",
            "vpn_gateway.updated 2", "vpn_gateway.status_changed 2",
            "vpn_gateway.updated 3", "vpn_gateway.status_changed 3",
            "vpn_gateway.status_changed 4",
        ]);
        events.ShouldAllBe(one => one.ProjectId == caller.ProjectId && one.EnterpriseProjectId == wanted.EnterpriseProjectId);
        events.ShouldAllBe(one => one.RequestId == caller.RequestId && one.ResourceType == "vpn_gateway");
        events[0].Data.GetProperty("eips").GetArrayLength().ShouldBe(2);
        Strings(events[1], "changed").ShouldBe(["name", "local_subnets"]);
        Strings(events[3], "changed").ShouldBe(["flavor"]);
        Text(events[2], "old_status", "new_status").ShouldBe("ACTIVE PENDING_UPDATE");
        Text(events[5], "old_status", "new_status").ShouldBe("ACTIVE PENDING_DELETE");
    }

    private static string?[] Strings(CloudEvent one, string name) => [.. one.Data.GetProperty(name).EnumerateArray().Select(item => item.GetString())];

    private static string Text(CloudEvent one, params string[] names) => string.Join(' ', names.Select(name => one.Data.GetProperty(name).GetString()));
}
