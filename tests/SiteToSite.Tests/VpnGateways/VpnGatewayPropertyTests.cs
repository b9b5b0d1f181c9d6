using CsCheck;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What holds for all valid requests.</summary>
public sealed class VpnGatewayPropertyTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string NameCharacters = "abzABZ019_.-一中龥";
    private const string TagCharacters = "azAZ09ÀÖØöøÿ一龥 _.:=+-@";

    private static readonly Gen<string> Name = Gen.OneOf(NameCharacters.ToCharArray()).Array[1, 64].Select(characters => new string(characters));
    private static readonly Gen<string> Id = Gen.Guid.SelectMany(id => Gen.OneOf(id.ToString(), id.ToString().ToUpperInvariant()));
    private static readonly Gen<string> Block = Gen.Select(Gen.Byte.Array[4], Gen.Int[0, 32]).Select((octets, prefix) => $"{string.Join('.', octets)}/{prefix}");

    private static readonly Gen<string> BlockV6 = Gen.Select(Gen.UShort.Array[1, 7], Gen.Int[0, 128], Gen.Bool).Select((groups, prefix, upper) =>
        $"{string.Join(':', groups.Select(group => group.ToString(upper ? "X" : "x4")))}::/{prefix}");

    private static readonly Gen<ResourceTag[]> Tags = Gen
        .Select(Text(1, 128), Text(0, 255)).Select((key, value) => new ResourceTag { Key = key, Value = value })
        .Array[0, 20].Select(tags => tags.DistinctBy(tag => tag.Key).ToArray());

    private static readonly Gen<NewVpnGateway> Valid =
        from kind in Gen.OneOf<Func<NewVpnGateway>>(Examples.Public, Examples.Private, Examples.Er, Examples.V6, Examples.NonFixedIp)
        from name in Name
        from asn in Gen.Long[1, uint.MaxValue]
        from mode in Gen.OneOf("active-active", "active-standby")
        from enterpriseProject in Gen.Guid
        from blocks in Block.Array[1, 50]
        from blocksV6 in BlockV6.Array[1, 50]
        from tags in Tags
        from router in Id
        select Vary(kind(), name, asn, mode, enterpriseProject, blocks, blocksV6, tags, router);

    private static readonly Gen<VpnGatewayChanges> Changes =
        from parts in Gen.Int[1, 7]
        from name in Name
        from blocks in Block.Array[1, 50]
        from dhGroup in Gen.OneOf("group14", "group21", "disable")
        from lifetime in Gen.Long[60, 604800]
        select new VpnGatewayChanges
        {
            LocalSubnets = (parts & 2) != 0 ? new StringList { Items = { blocks } } : null,
            PolicyTemplate = (parts & 4) != 0 ? new PolicyTemplate { IkePolicy = new VgwIkePolicy { DhGroup = dhGroup, LifetimeSeconds = lifetime } } : null,
        }.With((parts & 1) != 0 ? name : null);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_was_sent_is_shown(string dialect)
    {
        var system = await systems[dialect];
        await Valid.SampleAsync(
            async wanted =>
            {
                var caller = TestSystem.User(TestSystem.NewProject());
                var created = await system.CreateActiveAsync(caller, wanted);
                ShouldShow(created, wanted);
                ShouldShow(await system.ShowAsync(caller, created.Id), wanted);
                ShouldShow((await system.ListAsync(caller, wanted.EnterpriseProjectId)).ShouldHaveSingleItem(), wanted);
            },
            iter: 25,
            threads: 2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_update_changes_what_was_sent_and_nothing_else(string dialect)
    {
        var system = await systems[dialect];
        await Changes.SampleAsync(
            async changes =>
            {
                var caller = TestSystem.User(TestSystem.NewProject());
                var created = await system.CreateActiveAsync(caller, Examples.NonFixedIp());
                var expected = await system.ShowAsync(caller, created.Id);
                await system.UpdateAsync(caller, created.Id, changes);
                await system.AppliedAsync(created.Id);
                var shown = await system.ShowAsync(caller, created.Id);

                expected.Name = changes.HasName ? changes.Name : expected.Name;
                if (changes.LocalSubnets is { } subnets)
                {
                    expected.LocalSubnets.Clear();
                    expected.LocalSubnets.Add(subnets.Items);
                }
                if (changes.PolicyTemplate is { } policies)
                {
                    expected.PolicyTemplate.MergeFrom(policies);
                }
                expected.UpdatedAt = shown.UpdatedAt;
                shown.ShouldBe(expected);
            },
            iter: 25,
            threads: 2);
    }

    private static Gen<string> Text(int least, int most) =>
        Gen.OneOf(TagCharacters.ToCharArray()).Array[least, most].Select(characters => new string(characters));

    private static NewVpnGateway Vary(
        NewVpnGateway gateway, string name, long asn, string mode, Guid enterpriseProject, string[] blocks, string[] blocksV6, ResourceTag[] tags, string router)
    {
        (gateway.Name, gateway.BgpAsn, gateway.HaMode, gateway.EnterpriseProjectId) = (name, asn, mode, enterpriseProject.ToString());
        gateway.Tags.Add(tags);
        if (gateway.HasErId)
        {
            gateway.ErId = router;
            return gateway;
        }
        var (list, sent) = gateway.IpVersion == "ipv6" ? (gateway.LocalSubnetsV6, blocksV6) : (gateway.LocalSubnets, blocks);
        list.Clear();
        list.Add(sent);
        return gateway;
    }

    private static void ShouldShow(VpnGateway shown, NewVpnGateway sent) => shown.ShouldSatisfyAllConditions(
        () => shown.Name.ShouldBe(sent.Name),
        () => shown.BgpAsn.ShouldBe(sent.BgpAsn),
        () => shown.HaMode.ShouldBe(sent.HaMode),
        () => shown.EnterpriseProjectId.ShouldBe(sent.EnterpriseProjectId),
        () => shown.LocalSubnets.ShouldBe(sent.LocalSubnets),
        () => shown.LocalSubnetsV6.ShouldBe(sent.LocalSubnetsV6),
        () => shown.Tags.ShouldBe(sent.Tags),
        () => shown.ErId.ShouldBe(sent.ErId),
        () => shown.VpcId.ShouldBe(sent.VpcId),
        () => shown.ConnectSubnet.ShouldBe(sent.ConnectSubnet));
}
