using Shouldly;
using VpnMesh.Edge.Operations;
using Caller = VpnMesh.Protos.Options.V1.Caller;

namespace VpnMesh.Gateway.Tests.Pipeline;

public sealed class OperationTests
{
    private static readonly OperationTable s_operations = OperationTable.OfProtos();

    [Fact]
    public void Every_rpc_with_a_path_is_an_operation_with_a_documented_status()
    {
        s_operations.All.Count.ShouldBeGreaterThanOrEqualTo(23);
        s_operations.All.ShouldAllBe(operation => new[] { 200, 201, 202, 204 }.Contains(operation.SuccessStatus));
        s_operations.All.ShouldAllBe(operation => operation.Cluster.Length > 0);
    }

    [Fact]
    public void Every_operation_of_a_project_has_an_action_and_its_project_in_the_path()
    {
        s_operations.All.Where(operation => !operation.IsIam).ShouldAllBe(operation => operation.Action.Contains(':'));
        s_operations.All.Where(operation => operation.Caller == Caller.Project).ShouldAllBe(operation => operation.Path.Variables.Contains("project_id"));
    }

    [Fact]
    public void No_two_operations_share_a_method_and_a_path() =>
        s_operations.All.Select(operation => (operation.Method, operation.Path.Text)).ShouldBeUnique();

    [Theory]
    [InlineData("/v5/p/vpn-gateways/availability-zones", "GET,PUT,DELETE")]
    [InlineData("/v5/p/vpn-gateways", "GET,POST")]
    [InlineData("/v5/p/nothing", "")]
    public void Methods_of_a_path_are_those_of_all_its_operations(string path, string methods) =>
        s_operations.MethodsAt(path).ShouldBe(methods.Split(',', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);

    [Theory]
    [InlineData("/a/{b=c/*}")]
    [InlineData("/a/{b.c}")]
    [InlineData("/a/**")]
    [InlineData("/a/b:verb")]
    [InlineData("/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}")]
    public void A_template_that_the_edge_cannot_keep_is_refused_at_start(string template) =>
        Should.Throw<FormatException>(() => new PathTemplate(template));
}
