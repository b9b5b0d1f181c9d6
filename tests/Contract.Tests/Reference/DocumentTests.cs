namespace VpnMesh.Contract.Tests.Reference;

/// <summary>The published OpenAPI document against the contract, operation by operation and field by field.</summary>
[Collection(nameof(ReferenceSystem))]
public sealed class DocumentTests(ReferenceSystem reference)
{
    private static readonly IReadOnlyList<ContractOperation> Contract = [.. ContractOperation.All.Values, .. ContractOperation.Identity];

    public static TheoryData<string> Operations => [.. Contract.Select(operation => operation.Id)];

    [Fact]
    public void The_document_is_valid()
    {
        reference.Read.Diagnostic!.Errors.ShouldBeEmpty();
        reference.Read.Diagnostic.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_is_described_as_the_contract_has_it(string id)
    {
        var contract = Contract.Single(operation => operation.Id == id);
        var described = DescribedOperation.Of(reference.Document).SingleOrDefault(operation => operation.Id == id);
        Comparison.Of(contract, described).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_described_that_the_contract_does_not_have_but_the_operations_of_the_project() =>
        DescribedOperation.Of(reference.Document).Where(operation => !operation.Path.StartsWith(Excused.OwnOperations, StringComparison.Ordinal))
            .Select(operation => operation.Id).Except(Contract.Select(operation => operation.Id)).ShouldBeEmpty();

    [Fact]
    public void Every_operation_has_a_summary_a_tag_and_an_example_of_its_body() =>
        DescribedOperation.Of(reference.Document).Where(described => Contract.Any(operation => operation.Id == described.Id))
            .Where(described => string.IsNullOrEmpty(described.Operation.Summary)
                || described.Operation.Tags?.Count != 1
                || (described.Request.Count > 0 && described.Operation.RequestBody!.Content!["application/json"].Examples is not { Count: > 0 }))
            .Select(described => described.Id).ShouldBeEmpty();

    [Fact]
    public void Every_example_fits_its_schema()
    {
        var examples = new DocumentExamples(reference.Json);
        examples.Count.ShouldBeGreaterThan(100);
        examples.Wrong().ShouldBeEmpty();
    }
}

/// <summary>The document in all tests of it.</summary>
[CollectionDefinition(nameof(ReferenceSystem))]
public sealed class ReferenceCollection : ICollectionFixture<ReferenceSystem>;
