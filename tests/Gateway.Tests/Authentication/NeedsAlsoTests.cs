using Shouldly;
using VpnMesh.Edge.Operations;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Gateway.Tests.Pipeline;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.Authentication;

/// <summary>The actions of other services that an operation needs also.</summary>
public sealed class NeedsAlsoTests(SharedEdge shared) : IClassFixture<SharedEdge>
{
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";
    private static readonly Operation s_create = OperationTable.OfProtos()["CreateVgw"];

    [Fact]
    public async Task The_action_alone_is_not_enough_for_a_change_that_touches_another_service()
    {
        shared.Edge.Principals.Grants.Clear();
        Grant(new Access { Everywhere = true }, s_create.Action);
        var answer = await CreateAsync();
        answer.ShouldBeError(403, "VPN.0003", "Authentication failed: the caller lacks the action vpc:vpcs:list, which this operation needs also");
    }

    [Fact]
    public async Task With_what_is_always_touched_the_part_learns_what_the_caller_lacks_of_the_rest()
    {
        shared.Edge.Principals.Grants.Clear();
        Grant(new Access { Everywhere = true }, [s_create.Action, .. s_create.NeedsAlso, "er:instances:get"]);
        var answer = await CreateAsync();
        answer.Status.ShouldBe(201, answer.Body);
        var caller = shared.Edge.Script.Last.Caller;
        caller.Access.ShouldBe(new Access { Everywhere = true });
        caller.Lacks.Select(lack => lack.Action).ShouldBe(["er:instances:list"]);
    }

    [Fact]
    public async Task All_of_it_must_be_granted_in_the_same_enterprise_project()
    {
        shared.Edge.Principals.Grants.Clear();
        Grant(new Access { Everywhere = true }, [.. s_create.NeedsAlso, .. s_create.NeedsAlsoIfTouched]);
        Grant(new Access { OnlyIn = { "ep-1", "ep-2" } }, s_create.Action);
        Grant(new Access { OnlyIn = { "ep-2", "ep-3" }, NeverIn = { "ep-4" } }, "vpc:vpcs:get");
        var answer = await CreateAsync();
        answer.Status.ShouldBe(201, answer.Body);
        shared.Edge.Script.Last.Caller.Access.ShouldBe(new Access { OnlyIn = { "ep-2" }, NeverIn = { "ep-4" } });
        shared.Edge.Script.Last.Caller.Lacks.ShouldBeEmpty();
        Grant(new Access { OnlyIn = { "ep-3" } }, "vpc:vpcs:get");
        (await CreateAsync()).Status.ShouldBe(403);
    }

    [Fact]
    public void Reads_need_nothing_of_other_services() =>
        OperationTable.OfProtos().All.Where(operation => operation.IsRead).ShouldAllBe(operation =>
            operation.NeedsAlso.Count == 0 && operation.NeedsAlsoIfTouched.Count == 0);

    [Theory]
    [InlineData("er", null, true)]
    [InlineData("e", null, false)]
    [InlineData("scm", null, false)]
    [InlineData("er", "ep-1", false)]
    [InlineData("er", "ep-2", true)]
    public void A_part_refuses_when_it_touches_what_the_caller_lacks(string service, string? enterpriseProject, bool refused)
    {
        var caller = new CallerContext { Lacks = { new Lack { Action = "er:instances:get", Access = new Access { OnlyIn = { "ep-1" } } } } };
        if (!refused)
        {
            caller.RequireAlso(service, enterpriseProject);
            return;
        }
        Should.Throw<DomainException>(() => caller.RequireAlso(service, enterpriseProject)).Code.ShouldBe(ErrorCatalogue.AccessDenied);
    }

    private void Grant(Access access, params string[] actions)
    {
        foreach (var action in actions)
        {
            shared.Edge.Principals.Grants[action] = access;
        }
    }

    private Task<Answer> CreateAsync() => shared.Edge.SendAsync("POST", Gateways, "{}", KnownPrincipals.UserToken);
}
