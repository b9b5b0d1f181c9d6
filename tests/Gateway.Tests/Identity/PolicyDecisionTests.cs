using Microsoft.Extensions.Time.Testing;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>What policies decide: the tables of the contract, conditions, scopes.</summary>
public sealed class PolicyDecisionTests
{
    private const string ProjectId = "p1";
    private const string Enterprise = "7354dda9-4c1e-4a8d-8a86-a6b08fb92043";

    private const string Operator =
        """
        {
          "Version": "1.1",
          "Statement": [
            {"Effect": "Allow", "Action": ["vpn:*:get*", "vpn:*:list*", "vpn:resourceInstances:count",
              "vpn:vpnConnections:create", "vpn:vpnConnections:batchCreate", "vpn:vpnConnections:update", "vpn:vpnConnections:reset"]},
            {"Effect": "Allow", "Action": ["vpc:vpcs:*", "vpc:subnets:get", "vpc:subnets:list", "vpc:subNetworkInterfaces:update",
              "vpc:publicIps:get", "vpc:publicIps:list", "vpc:bandwidths:list", "vpc:ports:get", "vpc:routeTables:*",
              "er:instances:get", "er:instances:list", "ces:metricData:list", "ces:currentRegionSupportedMetrics:list"]}
          ]
        }
        """;

    private const string GuardRail =
        """
        {
          "Version": "1.1",
          "Statement": [
            {"Effect": "Deny",
             "Action": ["vpn:vpnGateways:delete*", "vpn:vpnConnections:delete", "vpn:p2cVpnUser:*"],
             "Condition": {"StringStartWith": {"g:UserName": ["trainee"]}}}
          ]
        }
        """;

    public static TheoryData<string, bool, bool, bool> DecisionTable => new()
    {
        { "vpn:vpnGateways:list", true, true, true },
        { "vpn:resourceInstances:count", true, true, true },
        { "vpn:vpnConnections:create", true, true, true },
        { "vpn:vpnConnections:delete", false, false, true },
        { "vpn:vpnGateways:deleteResourceJobs", false, false, true },
        { "vpn:customerGateways:delete", false, true, true },
        { "vpn:p2cVpnUser:list", true, false, true },
        { "vpn:p2cVpnGateway:exportClientConfig", false, true, true },
        { "vpn:system:checkClientCaCertificate", false, true, true },
    };

    [Theory]
    [MemberData(nameof(DecisionTable))]
    public void The_two_examples_decide_as_the_contract_says(string action, bool operatorAlone, bool trainee, bool ops)
    {
        Grant[] guarded = [BuiltIn("VPN FullAccess"), Custom(GuardRail)];
        Decide([Custom(Operator)], action, "anybody").Everywhere.ShouldBe(operatorAlone);
        Decide(guarded, action, "trainee7").Everywhere.ShouldBe(trainee);
        Decide(guarded, action, "ops1").Everywhere.ShouldBe(ops);
    }

    [Theory]
    [InlineData("VPN ReadOnlyAccess", "vpn:vpnGateways:get", true)]
    [InlineData("VPN ReadOnlyAccess", "vpn:vpnGateways:getRoutingTable", true)]
    [InlineData("VPN ReadOnlyAccess", "vpn:vpnGatewayAvailabilityZone:list", true)]
    [InlineData("VPN ReadOnlyAccess", "vpn:p2cVpnGateway:listAllServers", true)]
    [InlineData("VPN ReadOnlyAccess", "vpn:quota:list", true)]
    [InlineData("VPN ReadOnlyAccess", "vpn:resourceInstances:count", true)]
    [InlineData("VPN ReadOnlyAccess", "vpn:vpnGateways:create", false)]
    [InlineData("VPN ReadOnlyAccess", "vpn:p2cVpnGateway:exportClientConfig", false)]
    [InlineData("VPN ReadOnlyAccess", "vpc:vpcs:list", false)]
    [InlineData("VPN FullAccess", "vpn:vpnGateways:delete", true)]
    [InlineData("VPN FullAccess", "vpc:publicIps:create", true)]
    [InlineData("VPN FullAccess", "vpc:vpcs:create", false)]
    [InlineData("VPN FullAccess", "tms:predefineTags:list", false)]
    [InlineData("Tenant Guest", "vpn:vpnGateways:list", false)]
    [InlineData("VPC Administrator", "vpc:vpcs:create", true)]
    public void Built_in_policies_give_what_the_contract_says(string name, string action, bool allowed) =>
        Decide([BuiltIn(name)], action).Everywhere.ShouldBe(allowed);

    [Fact]
    public void VPN_Administrator_works_only_beside_the_roles_it_depends_on()
    {
        const string Action = "vpn:vpnGateways:create";
        Decide([BuiltIn("VPN Administrator")], Action).Everywhere.ShouldBeFalse();
        Decide([BuiltIn("VPN Administrator"), BuiltIn("Tenant Guest")], Action).Everywhere.ShouldBeFalse();
        Grant[] all = [BuiltIn("VPN Administrator"), BuiltIn("Tenant Guest"), BuiltIn("VPC Administrator")];
        Decide(all, Action).Everywhere.ShouldBeTrue();
        Decide([all[0], all[1], all[2] with { ScopeId = "p2" }], Action).Everywhere.ShouldBeFalse();
        Decide([all[0], all[1], all[2] with { Scope = GrantRow.AllProjects, ScopeId = "" }], Action).Everywhere.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_granted_nothing_allowed() => Decide([], "vpn:vpnGateways:list").ShouldBe(new Access());

    [Fact]
    public void A_policy_of_denies_grants_nothing() =>
        Decide([Custom(Document("Deny", "vpn:vpnGateways:delete"))], "vpn:vpnGateways:list").ShouldBe(new Access());

    [Theory]
    [InlineData("vpn:vpnGateways:get", true)]
    [InlineData("vpn:vpnConnections:get", false)]
    [InlineData("VPN:vpnGateways:get", true)]
    public void NotAction_is_every_action_but_those_named(string action, bool allowed) =>
        Decide([Custom("""{"Version":"1.1","Statement":[{"Effect":"Allow","NotAction":["vpn:vpnConnections:*"]}]}""")], action).Everywhere.ShouldBe(allowed);

    public static TheoryData<string, bool, bool> Conditions => new()
    {
        // condition, an Allow with it matches, a Deny with it matches
        { """{"StringEquals":{"g:UserName":["ops1"]}}""", true, true },
        { """{"StringEquals":{"g:UserName":["Ops1"]}}""", false, false },
        { """{"StringEquals":{"g:UserName":["other","ops1"]}}""", true, true },
        { """{"StringStartWith":{"g:UserName":["op"]}}""", true, true },
        { """{"StringStartWith":{"g:UserName":["ps"]}}""", false, false },
        { """{"StringEndWith":{"g:UserName":["s1"]}}""", true, true },
        { """{"StringEndWith":{"g:UserName":["s2"]}}""", false, false },
        { """{"StringEquals":{"g:UserId":["u1"],"g:DomainName":["acme"]}}""", true, true },
        { """{"StringEquals":{"g:UserId":["u1"],"g:DomainName":["other"]}}""", false, false },
        { """{"StringEquals":{"g:UserId":["u1"]},"StringStartWith":{"g:ProjectName":["other"]}}""", false, false },
        { """{"StringEquals":{"g:ProjectName":["region-1"]}}""", true, true },
        { """{"StringEquals":{"g:ServiceName":["vpn"]}}""", true, true },
        { """{"StringStartWith":{"g:CurrentTime":["2026-01-15T08:30:00Z"]}}""", true, true },
        { """{"StringStartWith":{"g:CurrentTime":["2027-"]}}""", false, false },
        { """{"StringEquals":{"g:MFAPresent":["true"]}}""", false, false },
        { """{"StringEquals":{"g:MFAAge":["1"]}}""", false, false },
        { """{"StringEqualsIfExists":{"g:MFAAge":["1"]}}""", true, true },
        { """{"StringStartWithIfExists":{"g:MFAAge":["1"]}}""", true, true },
        { """{"StringEndWithIfExists":{"g:MFAAge":["1"]}}""", true, true },
        { """{"StringEqualsIfExists":{"g:UserName":["other"]}}""", false, false },
        // What cannot be decided closes: no Allow, but a Deny.
        { """{"StringLike":{"g:UserName":["ops1"]}}""", false, true },
        { """{"IfExists":{"g:UserName":["ops1"]}}""", false, true },
        { """{"stringequals":{"g:UserName":["ops1"]}}""", false, true },
        { """{"StringEquals":{"g:username":["ops1"]}}""", false, true },
        { """{"StringEqualsIfExists":{"g:SourceIp":["1"]}}""", false, true },
        { """{"StringEquals":{"g:UserName":["ops1"]},"Bool":{"g:MFAPresent":["true"]}}""", false, true },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Conditions_hold_or_not_and_close_when_unknown(string condition, bool allows, bool denies)
    {
        const string Action = "vpn:vpnGateways:get";
        Decide([Custom(Document("Allow", Action, condition))], Action).Everywhere.ShouldBe(allows);
        Decide([BuiltIn("VPN FullAccess"), Custom(Document("Deny", Action, condition))], Action).Everywhere.ShouldBe(!denies);
    }

    public static TheoryData<string, string, bool, bool, bool> EnterpriseScopes => new()
    {
        // on the project, on the enterprise project, action counts there; allowed in it, allowed in another
        { "", "Allow", true, true, false },
        { "", "Allow", false, false, false },
        { "Allow", "", true, true, true },
        { "Allow", "Deny", true, false, true },
        { "Allow", "Deny", false, true, true },
        { "Deny", "Allow", true, false, false },
        { "", "Deny", true, false, false },
        { "", "Allow+Deny", true, false, false },
        { "Allow+Deny", "", true, false, false },
        { "", "", true, false, false },
    };

    [Theory]
    [MemberData(nameof(EnterpriseScopes))]
    public void Grants_on_the_project_and_on_an_enterprise_project(string onProject, string onEnterprise, bool counts, bool inIt, bool inAnother)
    {
        const string Action = "vpn:vpnGateways:get";
        Grant[] grants =
        [
            .. Effects(onProject).Select(effect => Custom(Document(effect, Action))),
            .. Effects(onEnterprise).Select(effect => Custom(Document(effect, Action)) with { Scope = GrantRow.EnterpriseProject, ScopeId = Enterprise }),
        ];
        var caller = new CallerContext { Access = Decide(grants, Action, enterpriseProject: counts) };
        caller.MayAccess(Enterprise).ShouldBe(inIt);
        caller.MayAccess("0").ShouldBe(inAnother);
    }

    private static string[] Effects(string text) => text.Split('+', StringSplitOptions.RemoveEmptyEntries);

    private static string Document(string effect, string action, string condition = "") =>
        $$"""{"Version":"1.1","Statement":[{"Effect":"{{effect}}","Action":["{{action}}"]{{(condition.Length > 0 ? $",\"Condition\":{condition}" : "")}}}]}""";

    private static Grant Custom(string document) =>
        new("custom", PolicyDocument.ReadCustom("custom", "custom", document), GrantRow.Project, ProjectId);

    private static Grant BuiltIn(string name) => new(name, BuiltInPolicies.Find(name)!, GrantRow.Project, ProjectId);

    private static Access Decide(Grant[] grants, string action, string userName = "ops1", bool enterpriseProject = false)
    {
        var now = new FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 8, 30, 0, TimeSpan.Zero)).GetUtcNow();
        var context = new ConditionContext(new Principal("u1", userName, "d1", "acme", false), "region-1", action, now);
        return AccessDecision.Decide(grants, ProjectId, action, enterpriseProject, context);
    }
}
