using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>
/// Which of several refusals a request gets: form, then what depends on the kind of the gateway, then its status, then limits (contract:
/// order of checks).
/// </summary>
public sealed class OrderOfChecksTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly string[] NotActive = ["PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE", "FAULT", "FREEZED"];
    private static readonly string[] NotDeleting = [.. NotActive.Except(["PENDING_DELETE"])];
    private static readonly StringList Blocks = new() { Items = { "10.0.0.0/8" } };
    private static readonly StringList BlocksV6 = new() { Items = { "fd00::/8" } };

    private static readonly Dictionary<string, (VpnGatewayChanges Changes, Func<NewVpnGateway> Example)> Kinds = new()
    {
        ["local_subnets with er"] = (new VpnGatewayChanges { LocalSubnets = Blocks }, Examples.Er),
        ["local_subnets with ipv6"] = (new VpnGatewayChanges { LocalSubnets = Blocks }, Examples.V6),
        ["local_subnets_v6 with ipv4"] = (new VpnGatewayChanges { LocalSubnetsV6 = BlocksV6 }, Examples.Public),
        ["eip_id_1 with private"] = (new VpnGatewayChanges { EipId1 = Examples.Id() }, Examples.Private),
        ["eip_id_2 with private"] = (new VpnGatewayChanges { EipId2 = Examples.Id() }, Examples.Private),
        ["policy_template of a plain flavor"] = (new VpnGatewayChanges { PolicyTemplate = new PolicyTemplate() }, Examples.Public),
    };

    private static readonly Dictionary<string, (string Flavor, Func<NewVpnGateway> Example)> NotSupported = new()
    {
        ["GM"] = ("GM", Examples.Public),
        ["the present one"] = ("Professional1", Examples.Public),
        ["Basic with er"] = ("Basic", Examples.Er),
        ["from NonFixedIP"] = ("Professional2", Examples.NonFixedIp),
    };

    // What keeps a gateway from being deleted; each answers the gateway that has it.
    private static readonly Dictionary<string, Func<TestSystem, string, Task<VpnGateway>>> Blocking = new()
    {
        ["a connection"] = async (system, project) =>
        {
            var created = await system.CreateActiveAsync(TestSystem.User(project), Examples.Public());
            await system.ExecuteAsync("UPDATE vpn_gateway SET used_connection_number = 1 WHERE id = @Id", new { created.Id });
            return created;
        },
        ["an EIP billed by year or month"] = async (system, project) =>
        {
            var eip = await system.RegisterEipAsync(project, eip => eip.IpBillingInfo = "o:p:r:p");
            return await system.CreateActiveAsync(TestSystem.User(project), Examples.With(eip1: eip));
        },
        ["a bandwidth billed by year or month"] = async (system, project) =>
        {
            var eip = await system.RegisterEipAsync(project, eip => eip.BandwidthBillingInfo = "o:p:r:p");
            return await system.CreateActiveAsync(TestSystem.User(project), Examples.With(eip2: eip));
        },
    };

    private static readonly Dictionary<string, (string Code, Action<NewVpnGateway> Violate)> Forms = new()
    {
        ["name"] = ("VPN.0001", gateway => gateway.Name = "a b"),
        ["the last field of a form"] = ("VPN.0001", gateway => gateway.Tags.Add(new ResourceTag { Value = "v" })),
        ["zone twice"] = ("VPN.0515", gateway => gateway.AvailabilityZoneIds.Add(["z1", "z1"])),
        ["the same eip twice"] = ("VPN.0553", gateway => gateway.Eip1 = gateway.Eip2 = new NewEip { Id = Examples.Id() }),
        ["eip type unknown"] = ("VPN.0556", gateway => gateway.Eip1.Type = "5_telcom"),
        ["eip incomplete"] = ("VPN.0558", gateway => gateway.Eip2.ClearBandwidthSize()),
        ["eip conflict"] = ("VPN.0559", gateway => gateway.Eip2.Id = Examples.Id()),
    };

    public static MatrixTheoryData<string, string, string> KindRows => new(Dialects, Kinds.Keys, NotActive);

    public static MatrixTheoryData<string, string, string> FlavorRows => new(Dialects, NotSupported.Keys, NotActive);

    public static MatrixTheoryData<string, string, string> BlockingRows => new(Dialects, Blocking.Keys, NotDeleting);

    private static IEnumerable<string> Dialects => TestSystem.Dialects.Select(dialect => dialect.Data);

    [Theory]
    [MemberData(nameof(KindRows))]
    public async Task UpdateVgw_looks_at_the_kind_before_the_status(string dialect, string kind, string status)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (changes, example) = Kinds[kind];
        var created = await system.CreateActiveAsync(caller, example());
        await system.PlaceAsync(created.Id);
        await system.PutIntoAsync(created.Id, status);

        var refusal = await Refused.Async(system.Gateways().UpdateVgwAsync(
            new UpdateVgwRequest { VgwId = created.Id, VpnGateway = changes }, system.As(caller)));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        (await system.ShowAsync(caller, created.Id)).Status.ShouldBe(status);
    }

    [Theory]
    [MemberData(nameof(FlavorRows))]
    public async Task UpdatePostpaidVgwSpecification_looks_at_the_supported_flavors_before_the_status(string dialect, string flavor, string status)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (wanted, example) = NotSupported[flavor];
        var created = await system.CreateActiveAsync(caller, example());
        await system.PlaceAsync(created.Id);
        await system.PutIntoAsync(created.Id, status);

        var refusal = await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = wanted } }, system.As(caller)));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        refusal.Fields.ShouldBe(["vpn_gateway.flavor"]);
        (await system.ShowAsync(caller, created.Id)).Status.ShouldBe(status);
    }

    [Theory]
    [MemberData(nameof(BlockingRows))]
    public async Task DeleteVgw_looks_at_what_the_gateway_has_before_the_status(string dialect, string blocking, string status)
    {
        var system = await systems[dialect];
        var project = TestSystem.NewProject();
        var created = await Blocking[blocking](system, project);
        await system.PlaceAsync(created.Id);
        await system.PutIntoAsync(created.Id, status);

        var refusal = await Refused.Async(system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id }, system.As(TestSystem.User(project))));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        (await system.ShowAsync(TestSystem.User(project), created.Id)).Status.ShouldBe(status);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task CreateVgw_looks_at_the_form_before_what_exists(string dialect)
    {
        // Nothing that a request names exists here, neither VPC nor subnet nor router.
        await using var system = await TestSystem.StartAsync(dialect, "--INVENTORY=strict");
        await system.RegisterZoneAsync("z1");
        var options = system.As(TestSystem.User(TestSystem.NewProject()));

        foreach (var (form, (code, violate)) in Forms)
        {
            foreach (var wanted in new[] { Examples.Public(), Examples.Er() })
            {
                violate(wanted);
                var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = wanted }, options));
                (refusal.Code, refusal.Status).ShouldBe((code, "400"), form);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task UpdatePostpaidVgwSpecification_looks_at_connections_then_zones_then_bandwidths_after_the_status(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Eip1 = Examples.NewEip(101);
        var created = await system.CreateActiveAsync(caller, wanted);
        var request = new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Basic" } };
        async Task<string> CodeAsync() =>
            (await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(request, system.As(caller)))).Code;

        await system.RegisterZoneAsync("region-1b", soldOut: true);
        await system.ExecuteAsync("UPDATE vpn_gateway SET used_connection_number = 201, failed = 1");
        var codes = new List<string> { await CodeAsync() };
        await system.ExecuteAsync("UPDATE vpn_gateway SET failed = 0");
        codes.Add(await CodeAsync());
        await system.ExecuteAsync("UPDATE vpn_gateway SET used_connection_number = 200");
        codes.Add(await CodeAsync());
        await system.RegisterZoneAsync("region-1b");
        codes.Add(await CodeAsync());

        codes.ShouldBe(["VPN.0510", "VPN.0504", "VPN.0505", "VPN.0550"]);
    }
}
