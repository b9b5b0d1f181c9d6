using Google.Protobuf.Collections;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.Governance.Tests.Tags;

/// <summary>What requests about tags must be like by themselves: nobody is asked before that.</summary>
public sealed class TagRulesTests(TagRulesTests.Started started) : IClassFixture<TagRulesTests.Started>
{
    private const string Id = "134f9fb1-5c0e-4a8d-9a86-2040a5c13325";

    private static readonly string s_longKey = new('k', 128);
    private static readonly string s_longValue = new('v', 255);

    // What is accepted reaches the owner, which is not there.
    private const string Accepted = "";

    public static TheoryData<string, string, string> Writes => new()
    {
        // Tags as key=value with | between them; ~ for no key or no value. Field at fault when they are set, and when they are removed.
        { "key1=value1", Accepted, Accepted },
        { "key1=~", Accepted, Accepted },
        { "key1=|key2=", Accepted, Accepted },
        { "Ab09 _.:+-@中Àÿ=Ab09 _.:=+-@中Àÿ", Accepted, Accepted },
        { "LONG=VALUE", Accepted, Accepted },
        { "", "tags", "tags" },
        { "=v", "tags[0].key", "tags[0].key" },
        { "~=v", "tags[0].key", "tags[0].key" },
        { "LONGk=v", "tags[0].key", "tags[0].key" },
        { "k=VALUEv", "tags[0].value", "tags[0].value" },
        { "a=1|k/=v", "tags[1].key", Accepted },
        { "×=v", "tags[0].key", Accepted },
        { "k=v*", "tags[0].value", Accepted },
        { "k=v\n", "tags[0].value", Accepted },
        { "a=1|b=1|a=2", "tags[2].key", "tags[2].key" },
        { string.Join('|', Enumerable.Range(0, 20).Select(i => $"k{i}=v")), Accepted, Accepted },
        { string.Join('|', Enumerable.Range(0, 21).Select(i => $"k{i}=v")), "tags", "tags" },
    };

    public static TheoryData<string, string, string, long?, long?, string> Queries => new()
    {
        // Conditions as key:value,value with | between them, ~ for no values; matches as key=value; limit; offset; field at fault.
        { "", "", "", null, null, Accepted },
        { "key1:v1,v2|key2:", "resource_name=a", "", 1, 0, Accepted },
        { "k/:v*", "resource_name=", "", 1000, long.MaxValue, Accepted },
        { "LONG:VALUE", "resource_name=VALUE", "", null, null, Accepted },
        { "a:1", "resource_name=a|resource_name=b", "", null, null, Accepted },
        { "a:" + string.Join(',', Enumerable.Range(0, 20)), "", "", null, null, Accepted },
        { "a:" + string.Join(',', Enumerable.Range(0, 21)), "", "", null, null, "tags[0].values" },
        { string.Join('|', Enumerable.Range(0, 20).Select(i => $"k{i}:v")), "", "", null, null, Accepted },
        { string.Join('|', Enumerable.Range(0, 21).Select(i => $"k{i}:v")), "", "", null, null, "tags" },
        { ":v", "", "", null, null, "tags[0].key" },
        { "LONGk:v", "", "", null, null, "tags[0].key" },
        { "a:~", "", "", null, null, "tags[0].values" },
        { "a:1,VALUEv", "", "", null, null, "tags[0].values[1]" },
        { "a:1|a:2", "", "", null, null, "tags[1].key" },
        { "", "name=a", "", null, null, "matches[0].key" },
        { "", "~=a", "", null, null, "matches[0].key" },
        { "", "resource_name=~", "", null, null, "matches[0].value" },
        { "", "resource_name=VALUEv", "", null, null, "matches[0].value" },
        { "", "", "", 0, null, "limit" },
        { "", "", "", 1001, null, "limit" },
        { "", "", "", null, -1, "offset" },
        { "", "", "vpn-gateways", null, null, "resource_type" },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Tags_to_be_set_and_removed_have_their_form(string tags, string setFault, string removeFault)
    {
        var set = new BatchCreateResourceTagsRequest { ResourceType = "vpn-gateway", ResourceId = Id };
        var remove = new BatchDeleteResourceTagsRequest { ResourceType = "p2c-vpn-gateways", ResourceId = Id };
        Fill(set.Tags, tags);
        Fill(remove.Tags, tags);
        Check(await Refusal.OfAsync(started.Governance.Tags.BatchCreateResourceTagsAsync(set, started.Governance.User)), setFault);
        Check(await Refusal.OfAsync(started.Governance.Tags.BatchDeleteResourceTagsAsync(remove, started.Governance.User)), removeFault);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Questions_have_their_form(string tags, string matches, string type, long? limit, long? offset, string fault)
    {
        var list = new ListResourcesByTagsRequest { ResourceType = type == "" ? "customer-gateway" : type };
        var count = new CountResourcesByTagsRequest { ResourceType = list.ResourceType };
        foreach (var condition in Split(tags, '|').Select(text => text.Split(':')))
        {
            list.Tags.Add(new TagCondition { Key = Long(condition[0]), Values = condition[1] == "~" ? null : Values(condition[1]) });
        }
        foreach (var pair in Split(matches, '|').Select(text => text.Split('=')))
        {
            var match = new TagMatch();
            Given(pair[0], key => match.Key = key);
            Given(pair[1], value => match.Value = value);
            list.Matches.Add(match);
        }
        count.Tags.Add(list.Tags);
        count.Matches.Add(list.Matches);
        if (limit is { } most)
        {
            list.Limit = most;
        }
        if (offset is { } skipped)
        {
            list.Offset = skipped;
        }
        Check(await Refusal.OfAsync(started.Governance.Tags.ListResourcesByTagsAsync(list, started.Governance.User)), fault);
        Check(
            await Refusal.OfAsync(started.Governance.Tags.CountResourcesByTagsAsync(count, started.Governance.User)),
            fault is "limit" or "offset" ? Accepted : fault);
    }

    [Fact]
    public async Task A_resource_is_named_by_its_type_and_a_UUID()
    {
        var (tags, user) = (started.Governance.Tags, started.Governance.User);
        Check(await Refusal.OfAsync(tags.ShowResourceTagsAsync(new() { ResourceType = "vpn_gateway", ResourceId = Id }, user)), "resource_type");
        Check(await Refusal.OfAsync(tags.ShowResourceTagsAsync(new() { ResourceType = "vpn-connection", ResourceId = "x" }, user)), "resource_id");
        Check(await Refusal.OfAsync(tags.ListProjectTagsAsync(new() { ResourceType = "" }, user)), "resource_type");
        Check(await Refusal.OfAsync(tags.ListProjectTagsAsync(new() { ResourceType = "vpn-connection" }, user)), Accepted);
    }

    private static void Fill(RepeatedField<ResourceTag> tags, string text)
    {
        foreach (var pair in Split(text, '|').Select(each => each.Split('=', 2)))
        {
            var tag = new ResourceTag();
            Given(pair[0], key => tag.Key = key);
            Given(pair[1], value => tag.Value = value);
            tags.Add(tag);
        }
    }

    private static StringList Values(string text) => new() { Items = { Split(text, ',').Select(Long) } };

    private static string[] Split(string text, char separator) => text == "" ? [] : text.Split(separator);

    private static void Given(string text, Action<string> set)
    {
        if (text != "~")
        {
            set(Long(text));
        }
    }

    private static string Long(string text) =>
        text.Replace("LONG", s_longKey, StringComparison.Ordinal).Replace("VALUE", s_longValue, StringComparison.Ordinal);

    private static void Check(Refusal refusal, string fault) => (refusal.Code, refusal.HttpStatus, refusal.Field ?? "")
        .ShouldBe(fault == Accepted ? ("APIGW.0202", "503", "") : ("VPN.0001", "400", fault));

    public sealed class Started : IAsyncLifetime
    {
        private TestStore? _store;

        internal GovernanceInstance Governance { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _store = await TestStore.CreateAsync(Kind.Sqlite);
            Governance = await GovernanceInstance.StartAsync(_store, TagOwnerStandIn.Settings(_store));
        }

        public async ValueTask DisposeAsync()
        {
            await Governance.DisposeAsync();
            _store?.Dispose();
        }
    }
}
