using System.Text.RegularExpressions;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What create, show and list answer, by kind and status of the gateway.</summary>
public sealed class ReadAfterCreateTests(TestSystems systems) : IClassFixture<TestSystems>
{
    // What a request for an er gateway may hold beside access_vpc_id and access_subnet_id without any effect.
    private static readonly Dictionary<string, Action<NewVpnGateway>> Ignored = new()
    {
        ["another vpc_id"] = gateway => gateway.VpcId = Examples.Id(),
        ["a malformed vpc_id"] = gateway => gateway.VpcId = "anything",
        ["another connect_subnet"] = gateway => gateway.ConnectSubnet = Examples.Id(),
        ["a malformed connect_subnet"] = gateway => gateway.ConnectSubnet = "anything",
        ["another vpc_id while the access subnet has its older name"] = gateway =>
        {
            (gateway.VpcId, gateway.ConnectSubnet) = (Examples.Id(), gateway.AccessSubnetId);
            gateway.ClearAccessSubnetId();
        },
    };

    // The greater address first, and the outermost ones that a host can have.
    public static TheoryData<string, string, string> NamedAddresses =>
    [
        .. from dialect in TestSystem.Dialects
           from pair in new[] { ("10.0.0.9", "10.0.0.4"), ("223.255.255.255", "1.0.0.0"), ("126.255.255.255", "128.0.0.0") }
           select new TheoryDataRow<string, string, string>(dialect.Data, pair.Item1, pair.Item2),
    ];

    public static MatrixTheoryData<string, string> IgnoredRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Ignored.Keys);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_least_request_gets_the_defaults(string dialect)
    {
        var system = await systems[dialect];
        var wanted = Examples.Public();

        var created = await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), wanted);

        created.Name.ShouldMatch("^vpngw-[0-9a-f]{4}$");
        Guid.Parse(created.Id).Version.ShouldBe(7);
        created.ShouldBe(new VpnGateway
        {
            Id = created.Id,
            Name = created.Name,
            NetworkType = "public",
            AttachmentType = "vpc",
            IpVersion = "ipv4",
            VpcId = wanted.VpcId,
            LocalSubnets = { "192.168.0.0/24", "192.168.1.77/24" },
            ConnectSubnet = wanted.ConnectSubnet,
            BgpAsn = 64512,
            Flavor = "Professional1",
            ConnectionNumber = 200,
            EnterpriseProjectId = "0",
            AccessVpcId = wanted.VpcId,
            AccessSubnetId = wanted.ConnectSubnet,
            HaMode = "active-active",
        });
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_being_created_shows_no_zones_EIPs_or_times(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, Examples.Public());

        var shown = await system.ShowAsync(caller, created.Id);

        shown.Status.ShouldBe("PENDING_CREATE");
        shown.ShouldSatisfyAllConditions(
            () => shown.AvailabilityZoneIds.ShouldBeEmpty(),
            () => shown.HasPublicBorderGroup.ShouldBeFalse(),
            () => shown.Eip1.ShouldBeNull(),
            () => shown.Eip2.ShouldBeNull(),
            () => shown.HasCreatedAt.ShouldBeFalse(),
            () => shown.HasUpdatedAt.ShouldBeFalse(),
            () => shown.HasAppliedAt.ShouldBeFalse());
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_public_gateway_in_service_shows_all_it_has(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.Eip1 = new NewEip { Id = Examples.Id().ToUpperInvariant() };
        wanted.Eip2 = new NewEip { Type = "5_sbgp", BandwidthSize = 7, ChargeMode = "traffic", BandwidthName = "mine" };
        var created = await system.CreateActiveAsync(caller, wanted);

        var shown = await system.ShowAsync(caller, created.Id);

        shown.ShouldSatisfyAllConditions(
            () => shown.Status.ShouldBe("ACTIVE"),
            () => shown.AvailabilityZoneIds.ShouldBe(["region-1a", "region-1b"], ignoreOrder: true),
            () => shown.PublicBorderGroup.ShouldBe("center"),
            () => shown.Eip1.Id.ShouldBe(wanted.Eip1.Id),
            () => shown.Eip1.IpVersion.ShouldBe(4),
            () => shown.Eip2.Type.ShouldBe("5_sbgp"),
            () => shown.Eip2.ChargeMode.ShouldBe("traffic"),
            () => shown.Eip2.BandwidthSize.ShouldBe(7),
            () => shown.Eip2.BandwidthName.ShouldBe("mine"),
            () => shown.Eip2.ShareType.ShouldBe("PER"),
            () => shown.HasAccessPrivateIp1.ShouldBeFalse(),
            () => shown.SupportedFlavors.ShouldBe(["Basic", "Professional2"]));
        new[] { shown.CreatedAt, shown.UpdatedAt, shown.AppliedAt }.ShouldAllBe(at => Regex.IsMatch(at, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Zones_that_were_named_show_at_once(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        wanted.AvailabilityZoneIds.Add(["region-1b", "region-1a"]);
        var created = await system.CreateAsync(caller, wanted);

        var shown = await system.ShowAsync(caller, created.Id);

        shown.AvailabilityZoneIds.ShouldBe(["region-1b", "region-1a"]);
        shown.PublicBorderGroup.ShouldBe("center");
        var placed = await system.QueryAsync<string>("SELECT zone FROM placement WHERE gateway_id = @Id ORDER BY slot", new { created.Id });
        placed.ShouldBe(["region-1b", "region-1a"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_er_gateway_shows_the_router_and_the_access_network_only(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Er();
        (wanted.VpcId, wanted.ConnectSubnet) = (wanted.AccessVpcId, wanted.AccessSubnetId);
        wanted.ClearAccessVpcId();
        wanted.ClearAccessSubnetId();
        var created = await system.CreateActiveAsync(caller, wanted);

        var shown = await system.ShowAsync(caller, created.Id);

        foreach (var answer in new[] { created, shown })
        {
            answer.ShouldSatisfyAllConditions(
                () => answer.ErId.ShouldBe(wanted.ErId),
                () => answer.HasVpcId.ShouldBeFalse(),
                () => answer.HasConnectSubnet.ShouldBeFalse(),
                () => answer.LocalSubnets.ShouldBeEmpty(),
                () => answer.AccessVpcId.ShouldBe(wanted.VpcId),
                () => answer.AccessSubnetId.ShouldBe(wanted.ConnectSubnet));
        }
        created.HasErAttachmentId.ShouldBeFalse();
        shown.ErAttachmentId.ShouldNotBeEmpty();
        shown.SupportedFlavors.ShouldBe(["Professional2"]);
    }

    [Theory]
    [MemberData(nameof(IgnoredRows))]
    public async Task With_er_the_access_names_win_and_what_loses_is_not_even_looked_at(string dialect, string ignored)
    {
        var system = await systems[dialect];
        var wanted = Examples.Er();
        Ignored[ignored](wanted);

        var created = await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), wanted);

        created.AccessVpcId.ShouldBe(wanted.AccessVpcId);
        created.AccessSubnetId.ShouldBe(wanted.HasAccessSubnetId ? wanted.AccessSubnetId : wanted.ConnectSubnet);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_vpc_gateway_with_an_access_network_of_its_own_shows_both(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Public();
        (wanted.AccessVpcId, wanted.AccessSubnetId) = (Examples.Id().ToUpperInvariant(), Examples.Id());

        var created = await system.CreateAsync(caller, wanted);

        foreach (var answer in new[] { created, await system.ShowAsync(caller, created.Id) })
        {
            answer.ShouldSatisfyAllConditions(
                () => answer.VpcId.ShouldBe(wanted.VpcId),
                () => answer.ConnectSubnet.ShouldBe(wanted.ConnectSubnet),
                () => answer.AccessVpcId.ShouldBe(wanted.AccessVpcId),
                () => answer.AccessSubnetId.ShouldBe(wanted.AccessSubnetId));
        }
    }

    [Theory]
    [MemberData(nameof(NamedAddresses))]
    public async Task Private_addresses_that_are_named_are_those_of_the_gateway_each_in_its_place(string dialect, string first, string second)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Private();
        (wanted.AccessPrivateIp1, wanted.AccessPrivateIp2) = (first, second);

        var created = await system.CreateActiveAsync(caller, wanted);

        created.HasAccessPrivateIp1.ShouldBeFalse();
        var shown = await system.ShowAsync(caller, created.Id);
        (shown.AccessPrivateIp1, shown.AccessPrivateIp2).ShouldBe((first, second));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_private_gateway_shows_its_addresses_once_it_is_built(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, Examples.Private());
        (await system.ShowAsync(caller, created.Id)).HasAccessPrivateIp1.ShouldBeFalse();

        await system.AppliedAsync(created.Id);
        var shown = await system.ShowAsync(caller, created.Id);

        shown.ShouldSatisfyAllConditions(
            () => shown.AccessPrivateIp1.ShouldNotBe(shown.AccessPrivateIp2),
            () => shown.Eip1.ShouldBeNull(),
            () => shown.SupportedFlavors.ShouldBe(["Professional2"]));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Addresses_of_IPv6_keep_their_spelling(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, Examples.V6());

        var shown = await system.ShowAsync(caller, created.Id.ToUpperInvariant());

        shown.LocalSubnetsV6.ShouldBe(["16af:CACC:1097::1/48"]);
        shown.LocalSubnets.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_NonFixedIP_gateway_carries_the_first_policy_template(string dialect)
    {
        var system = await systems[dialect];

        var created = await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), Examples.NonFixedIp());

        created.PolicyTemplate.ShouldBe(Examples.FirstPolicies());
        (await system.ShowAsync(TestSystem.User(TestSystem.NewProject()), created.Id).ShouldThrowAsync<Grpc.Core.RpcException>())
            .StatusCode.ShouldBe(Grpc.Core.StatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_list_is_of_the_project_newest_first_and_filtered(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var elsewhere = Examples.Public();
        elsewhere.EnterpriseProjectId = Examples.Id();
        var first = await system.CreateAsync(caller, Examples.Public());
        var second = await system.CreateAsync(caller, elsewhere);
        await system.ExecuteAsync("UPDATE vpn_gateway SET created_at = created_at - 5000 WHERE id = @Id", new { first.Id });
        await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), Examples.Public());

        (await system.ListAsync(caller)).Select(gateway => gateway.Id).ShouldBe([second.Id, first.Id]);
        (await system.ListAsync(caller, "0")).Select(gateway => gateway.Id).ShouldBe([first.Id]);
        (await system.ListAsync(caller, "0", elsewhere.EnterpriseProjectId, "0")).Count.ShouldBe(2);
        (await system.ListAsync(caller, Examples.Id())).ShouldBeEmpty();
        foreach (var id in new[] { first.Id, first.Id.ToUpperInvariant() })
        {
            var one = await system.Gateways().ListVgwsAsync(new ListVgwsRequest { VgwId = id }, system.As(caller));
            one.VpnGateways.ShouldBe([await system.ShowAsync(caller, first.Id)]);
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_malformed_filter_is_refused(string dialect)
    {
        var system = await systems[dialect];
        var options = system.As(TestSystem.User(TestSystem.NewProject()));

        var byId = await Refused.Async(system.Gateways().ListVgwsAsync(new ListVgwsRequest { VgwId = "x" }, options));
        var byProject = await Refused.Async(system.Gateways().ListVgwsAsync(new ListVgwsRequest { EnterpriseProjectId = { "0", "x" } }, options));
        var shown = await Refused.Async(system.Gateways().ShowVgwAsync(new ShowVgwRequest { VgwId = "x" }, options));

        byId.ShouldSatisfyAllConditions(() => byId.Code.ShouldBe("VPN.0001"), () => byId.Fields.ShouldBe(["vgw_id"]));
        byProject.ShouldSatisfyAllConditions(() => byProject.Code.ShouldBe("VPN.0001"), () => byProject.Fields.ShouldBe(["enterprise_project_id"]));
        shown.ShouldSatisfyAllConditions(() => shown.Code.ShouldBe("VPN.0001"), () => shown.Fields.ShouldBe(["vgw_id"]));
    }
}
