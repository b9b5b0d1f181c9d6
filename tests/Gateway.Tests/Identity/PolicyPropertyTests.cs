using System.Text.RegularExpressions;
using CsCheck;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Policies;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>Patterns and decisions against models that are too plain to be wrong.</summary>
public sealed class PolicyPropertyTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["aAbB"], 1, 4];
    private static readonly Gen<string> Wild = Gen.String[Gen.Char["aAb*"], 1, 4];
    private static readonly Gen<string> Service = OneOf("vpn", "vpc");

    [Fact]
    public void A_pattern_matches_like_its_regular_expression() =>
        Gen.Select(Service, Wild, Wild, Service, Name, Name).Sample((service, type, operation, otherService, otherType, otherOperation) =>
        {
            var pattern = ActionPattern.Parse($"{service}:{type}:{operation}");
            pattern.ShouldNotBeNull();
            var regex = $"^(?-i:{service}):{Segment(type)}:{Segment(operation)}$";
            var action = $"{otherService}:{otherType}:{otherOperation}";
            pattern.Matches(action).ShouldBe(Regex.IsMatch(action, regex, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), $"{pattern} on {action}");
        });

    [Fact]
    public void Decisions_agree_with_the_plain_model()
    {
        var statement = Gen.Select(Gen.Bool, Gen.Bool, OneOf("vpn:a:b", "vpn:a:*", "vpn:*:b", "vpc:a:b", "*:*:*").Array[1, 2])
            .Select(parts => new Statement(parts.Item1, [.. parts.Item3.Select(text => ActionPattern.Parse(text)!)], parts.Item2, []));
        var scope = OneOf((GrantRow.Project, "p1"), (GrantRow.Project, "p2"), (GrantRow.AllProjects, ""),
            (GrantRow.EnterpriseProject, "e1"), (GrantRow.EnterpriseProject, "e2"));
        var grant = Gen.Select(statement.Array[1, 2], scope)
            .Select(parts => new Grant("custom", new Policy("id", "name", parts.Item1, []), parts.Item2.Item1, parts.Item2.Item2));
        var context = new ConditionContext(new Principal("u", "u", "d", "d", false), "p", "vpn:a:b", DateTimeOffset.UnixEpoch);
        Gen.Select(grant.Array[0, 5], Gen.Bool).Sample((grants, counts) =>
        {
            var access = AccessDecision.Decide(grants, "p1", "vpn:a:b", counts, context);
            foreach (var enterpriseProject in new[] { "e1", "e2", "0" })
            {
                var allowed = !access.NeverIn.Contains(enterpriseProject) && (access.Everywhere || access.OnlyIn.Contains(enterpriseProject));
                allowed.ShouldBe(IsAllowed(grants, counts, enterpriseProject));
            }
        });
    }

    // Steps 3 and 4 of the contract, word for word, for one resource.
    private static bool IsAllowed(Grant[] grants, bool counts, string enterpriseProject)
    {
        var collected = grants.Where(grant =>
            grant.Scope == GrantRow.AllProjects
            || (grant.Scope == GrantRow.Project && grant.ScopeId == "p1")
            || (counts && grant.Scope == GrantRow.EnterpriseProject && grant.ScopeId == enterpriseProject));
        var matching = collected.SelectMany(grant => grant.Policy.Statements).Where(Names).ToArray();
        return !Array.Exists(matching, statement => statement.Deny) && matching.Length > 0;
    }

    private static bool Names(Statement statement) =>
        statement.Actions.Any(pattern => pattern.ToString() is "vpn:a:b" or "vpn:a:*" or "vpn:*:b" or "*:*:*") != statement.Except;

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Segment(string pattern) => pattern.Replace("*", "[^:]*", StringComparison.Ordinal);
}
