using Shouldly;
using VpnMesh.Edge.Operations;

namespace VpnMesh.Gateway.Tests.Contract;

/// <summary>The operations that the protos declare, and from which all that the edge does follows, against those of the contract.</summary>
public sealed class ContractTests
{
    private static readonly OperationTable s_declared = OperationTable.OfProtos();

    public static TheoryData<string> Expected => [.. ContractOperation.All.Where(operation => operation.IsExpected).Select(operation => operation.Id)];

    [Fact]
    public void The_list_has_every_operation_of_the_contract_once()
    {
        ContractOperation.All.Count.ShouldBe(98);
        ContractOperation.All.Select(operation => operation.Id).ShouldBeUnique();
        ContractOperation.All.Select(operation => (operation.Method, operation.Path)).ShouldBeUnique();
        ContractOperation.All.Count(operation => operation.Since == "foundation").ShouldBe(23);
    }

    // What the system has beside the contract has a path of its own.
    [Fact]
    public void Nothing_is_declared_but_what_the_contract_has_and_an_issue_has_added() =>
        s_declared.All.Where(operation => !operation.Path.Text.StartsWith("/vpnmesh/", StringComparison.Ordinal)).Select(operation => operation.Id).ShouldBe(Expected.Select(row => row.Data), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Expected))]
    public void An_operation_is_declared_as_the_contract_has_it(string id)
    {
        var declared = s_declared[id];
        var contract = ContractOperation.All.Single(operation => operation.Id == id);
        new ContractOperation(
            declared.Id,
            declared.Cluster,
            declared.Method,
            declared.Path.Text,
            declared.SuccessStatus,
            declared.Action,
            declared.EnterpriseProject,
            contract.Since).ShouldBe(contract);
    }
}
