using CsCheck;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.Governance.Tests.Tags;

/// <summary>Whatever resources with whatever tags there are, every question is answered as a look at each of them would answer it.</summary>
public sealed class TagQueryPropertyTests
{
    private const int Resources = 7;
    private static readonly string[] s_keys = ["a", "b", "B"];
    private static readonly string[] s_values = ["", "1", "2", "one"];
    private static readonly string[] s_names = ["", "x", "X"];

    private static readonly Gen<Dictionary<string, string>> s_tags =
        Gen.Select(OneOf(s_keys), OneOf(s_values)).Array[0, 3]
            .Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2));

    private static readonly Gen<Step> s_steps = Gen.Select(
        Gen.Int[0, Resources - 1], Gen.Int[0, 9], OneOf(s_names), s_tags,
        (resource, kind, name, tags) => new Step(resource, kind == 0, name, tags));

    private static readonly Gen<Question> s_questions = Gen.Select(
        Gen.Select(OneOf(s_keys), OneOf(s_values).Array[0, 3]).Array[0, 3].Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToArray()),
        OneOf(s_names).Array[0, 2], Gen.Int[0, 4], Gen.Int[1, 8], Gen.Int[0, 4],
        (tags, names, untagged, limit, offset) => new Question(tags, names, untagged == 0, limit, offset));

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answers_agree_with_a_look_at_every_resource(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, TagOwnerStandIn.Settings(store));
        await using var owner = await TagOwnerStandIn.StartAsync(store, governance.Time);
        var projects = 0;

        await Gen.Select(s_steps.Array[0, 12], s_questions.Array[1, 4]).Array[1, 2].SampleAsync(
            async rounds =>
            {
                var run = new Run(governance, owner, $"project-{Interlocked.Increment(ref projects)}");
                foreach (var (steps, questions) in rounds)
                {
                    foreach (var step in steps)
                    {
                        run.Do(step);
                    }
                    foreach (var question in questions)
                    {
                        await run.CheckAsync(question);
                    }
                    await run.CheckTagsAsync();
                }
            },
            iter: 25,
            threads: 1);
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private sealed record Step(int Resource, bool Gone, string Name, Dictionary<string, string> Tags);

    private sealed record Question((string Key, string[] Values)[] Tags, string[] Names, bool Untagged, int Limit, int Offset)
    {
        public bool Holds(TaggedResource resource)
        {
            var tags = resource.Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
            return Names.All(name => name == resource.Name)
                && (Untagged
                    ? tags.Count == 0
                    : Tags.All(tag => tags.TryGetValue(tag.Key, out var value) && (tag.Values.Length == 0 || tag.Values.Contains(value))));
        }
    }

    private sealed class Run(GovernanceInstance governance, TagOwnerStandIn owner, string projectId)
    {
        private const string Type = "vpn-connection";
        private readonly string[] _ids = [.. Enumerable.Range(0, Resources).Select(_ => GatewayWish.NewId())];
        private readonly Dictionary<string, TaggedResource> _there = [];

        public void Do(Step step)
        {
            var id = _ids[step.Resource];
            var resource = new TaggedResource { ResourceId = id, Gone = step.Gone };
            _there.Remove(id);
            if (!step.Gone)
            {
                // Some were created in the same millisecond.
                (resource.Name, resource.CreatedAtMs) = (step.Name, step.Resource / 2);
                resource.Tags.Add(step.Tags.Select(tag => new ResourceTag { Key = tag.Key, Value = tag.Value }));
                _there[id] = resource;
            }
            owner.Resources.Put("vpn_connection", resource, projectId);
            // Somebody else's, and another kind of one's own, which are in nobody's way.
            owner.Resources.Put("vpn_connection", resource, projectId + "-neighbour");
            owner.Resources.Put("vpn_gateway", resource, projectId);
        }

        public async Task CheckAsync(Question question)
        {
            var request = new ListResourcesByTagsRequest
            {
                ResourceType = Type,
                WithoutAnyTag = question.Untagged,
                Limit = question.Limit,
                Offset = question.Offset,
                Tags = { question.Tags.Select(tag => new TagCondition { Key = tag.Key, Values = new StringList { Items = { tag.Values } } }) },
                Matches = { question.Names.Select(name => new TagMatch { Key = "resource_name", Value = name }) },
            };
            var count = new CountResourcesByTagsRequest
            {
                ResourceType = Type,
                WithoutAnyTag = request.WithoutAnyTag,
                Tags = { request.Tags },
                Matches = { request.Matches },
            };
            var expected = _there.Values.Where(question.Holds)
                .OrderByDescending(resource => resource.CreatedAtMs).ThenByDescending(resource => resource.ResourceId, StringComparer.Ordinal)
                .ToArray();

            var answer = await governance.Tags.ListResourcesByTagsAsync(request, governance.UserOf(projectId));

            answer.Resources.Select(Text).ShouldBe(expected.Skip(question.Offset).Take(question.Limit).Select(Text));
            answer.TotalCount.ShouldBe(expected.Length);
            (await governance.Tags.CountResourcesByTagsAsync(count, governance.UserOf(projectId))).TotalCount.ShouldBe(expected.Length);
        }

        public async Task CheckTagsAsync()
        {
            var answer = await governance.Tags.ListProjectTagsAsync(new ListProjectTagsRequest { ResourceType = Type }, governance.UserOf(projectId));
            var tags = _there.Values.SelectMany(resource => resource.Tags).Select(tag => (tag.Key, tag.Value)).Distinct();
            answer.Tags.SelectMany(tag => tag.Values.Select(value => (tag.Key, value))).ShouldBe(tags, ignoreOrder: true);
            answer.Tags.Select(tag => tag.Key).ShouldBeUnique();
            answer.Tags.ShouldAllBe(tag => tag.Values.Count > 0);
        }

        private static string Text(TaggedResource resource) => $"{resource.ResourceId} {resource.Name} {Text(resource.Tags)}";

        private static string Text(FoundResource resource) => $"{resource.ResourceId} {resource.ResourceName} {Text(resource.Tags)}";

        private static string Text(IEnumerable<ResourceTag> tags) => string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));
    }
}
