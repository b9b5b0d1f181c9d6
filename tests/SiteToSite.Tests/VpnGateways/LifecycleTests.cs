using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>In which status which write is refused, and that it changes nothing then; deletion.</summary>
public sealed class LifecycleTests(TestSystems systems) : IClassFixture<TestSystems>
{
    // Status, then the code and the word of the refusal; no code: accepted.
    private static readonly (string Status, string Code, string Word, bool Deletable)[] Table =
    [
        ("PENDING_CREATE", "VPN.0003", "CREATING", false),
        ("PENDING_UPDATE", "VPN.0003", "UPDATING", false),
        ("PENDING_DELETE", "VPN.0003", "DELETING", true),
        ("FAULT", "VPN.0510", "", true),
        ("FREEZED", "VPN.0510", "", false),
        ("UPGRADING", "VPN.0003", "UPGRADING", false),
        ("PENDING_UPGRADE_CONFIRM", "VPN.0003", "PENDING_UPGRADE_CONFIRM", false),
        ("ROLLING_BACK", "VPN.0003", "ROLLING_BACK", false),
    ];

    private static readonly Dictionary<string, Func<TestSystem, string, CallOptions, Task<(string Code, string Status, string Message, string[] Fields)>>> Writes = new()
    {
        ["update"] = (system, id, options) => Refused.Async(system.Gateways().UpdateVgwAsync(
            new UpdateVgwRequest { VgwId = id, VpnGateway = new VpnGatewayChanges { Name = "b" } }, options)),
        ["specification"] = (system, id, options) => Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = id, VpnGateway = new VpnGatewaySpecification { Flavor = "Professional2" } }, options)),
        ["delete"] = (system, id, options) => Refused.Async(system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = id }, options)),
    };

    public static TheoryData<string, string, string> Rows =>
    [
        .. from dialect in TestSystem.Dialects
           from write in Writes.Keys
           from row in Table
           where write != "delete" || !row.Deletable
           select new TheoryDataRow<string, string, string>(dialect.Data, write, row.Status),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_write_out_of_season_is_refused_and_changes_nothing(string dialect, string write, string status)
    {
        var row = Table.Single(row => row.Status == status);
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        await system.PlaceAsync(created.Id);
        await system.PutIntoAsync(created.Id, status);
        (await system.ShowAsync(caller, created.Id)).Status.ShouldBe(status);
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Writes[write](system, created.Id, system.As(caller));

        refusal.Code.ShouldBe(row.Code);
        refusal.Status.ShouldBe(row.Code == "VPN.0003" ? "403" : "500");
        refusal.Message.ShouldBe(row.Code == "VPN.0003"
            ? $"resource (type=GATEWAY, ID={created.Id}) is not ready, currently {row.Word}"
            : "The gateway status is abnormal.");
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("sqlite", "ACTIVE")]
    [InlineData("sqlite", "FAULT")]
    [InlineData("postgres", "ACTIVE")]
    [InlineData("postgres", "FAULT")]
    public async Task A_deletion_is_accepted_and_accepted_again(string dialect, string status)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        await system.PlaceAsync(created.Id);
        await system.PutIntoAsync(created.Id, status);

        await system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id }, system.As(caller));
        var first = await system.ShowAsync(caller, created.Id);
        await system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id.ToUpperInvariant() }, system.As(caller));

        first.Status.ShouldBe("PENDING_DELETE");
        (await system.ShowAsync(caller, created.Id)).ShouldBe(first);
        (await system.QueryAsync<long>("SELECT generation FROM vpn_gateway WHERE id = @Id", new { created.Id })).ShouldBe([2]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_with_connections_or_prepaid_EIPs_stays(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var used = await system.CreateActiveAsync(caller, Examples.Public());
        var prepaid = await system.CreateActiveAsync(caller, Examples.Public());
        await system.ExecuteAsync("UPDATE vpn_gateway SET used_connection_number = 1 WHERE id = @Id", new { used.Id });
        await system.ExecuteAsync(
            "UPDATE vpn_gateway SET eip2 = @eip WHERE id = @Id", new { prepaid.Id, eip = """{"id":"e","ip_billing_info":"o:p:r:p"}""" });
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var hasConnection = await Writes["delete"](system, used.Id, system.As(caller));
        var isPrepaid = await Writes["delete"](system, prepaid.Id, system.As(caller));

        hasConnection.Message.ShouldBe($"invalid request: vpn gateway {used.Id} has connection");
        new[] { hasConnection, isPrepaid }.ShouldAllBe(refusal => refusal.Code == "VPN.0001" && refusal.Status == "400");
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_flavor_is_changed_to_a_supported_one(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Er());

        var changed = (await system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Professional2" } },
            system.As(caller))).VpnGateway;

        changed.Flavor.ShouldBe("Professional2");
        changed.VpcId.ShouldBe(changed.AccessVpcId);
        (await system.ShowAsync(caller, created.Id)).SupportedFlavors.ShouldBe(["Professional1"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_flavor_too_small_for_what_the_gateway_has_is_refused(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Eip2 = Examples.NewEip(101);
        var wide = await system.CreateActiveAsync(caller, wanted);
        var busy = await system.CreateActiveAsync(caller, Examples.Public());
        await system.ExecuteAsync("UPDATE vpn_gateway SET used_connection_number = 201 WHERE id = @Id", new { busy.Id });
        var codes = new List<string>();
        foreach (var gateway in new[] { wide, busy })
        {
            var refusal = await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
                new UpdatePostpaidVgwSpecificationRequest { VgwId = gateway.Id, VpnGateway = new() { Flavor = "Basic" } }, system.As(caller)));
            refusal.Message.ShouldContain("vpn_gateway.flavor");
            codes.Add(refusal.Code);
        }

        codes.ShouldBe(["VPN.0550", "VPN.0504"]);
    }
}
