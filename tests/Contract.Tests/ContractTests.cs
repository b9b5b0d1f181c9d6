namespace VpnMesh.Contract.Tests;

/// <summary>The contract as a test: the data in <c>Contract</c> say what is sent and what must come of it.</summary>
public sealed class ContractTests(ContractRun run) : IClassFixture<ContractRun>
{
    public static TheoryData<string, string> Names =>
        [.. ContractRun.AllProbes.SelectMany(probes => probes.Value.Select(probe => new TheoryDataRow<string, string>(probes.Key, probe.Name) { TestDisplayName = $"{probe}" }))];

    [Fact]
    public void Every_request_of_an_operation_has_a_name_of_its_own() =>
        ContractRun.AllProbes.Values.ShouldAllBe(probes => probes.Select(probe => probe.Name).Distinct().Count() == probes.Count);

    [Fact]
    public void Every_case_covers_what_the_contract_has()
    {
        foreach (var operation in ContractOperation.All.Values)
        {
            var known = operation.RequestSentences.Select(sentence => sentence.Id).Concat(operation.Sent.SelectMany(field => Facets.NamesOf(field).Select(name => Facets.IdOf(field, name))));
            ContractRun.AllProbes.Values.SelectMany(probes => probes)
                .SelectMany(probe => probe.Covers.Select(id => id.Contains(": ", StringComparison.Ordinal) ? id : $"{probe.Operation}: {id}"))
                .Where(id => id.StartsWith($"{operation.Id}: ", StringComparison.Ordinal)).Except(known.Select(id => $"{operation.Id}: {id}")).ShouldBeEmpty(operation.Id);
        }
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void What_comes_of_a_request_is_as_the_contract_says(string operation, string name)
    {
        var probe = ContractRun.AllProbes[operation].First(probe => probe.Name == name);
        (run.FailureOf(probe) ?? "").ShouldBe("");
    }

    [Fact]
    public void Every_event_that_was_told_is_as_the_AsyncAPI_document_says() => ToldEvents.Wrong(run.Told).Take(20).ShouldBeEmpty();

    [Fact]
    public void Every_event_of_the_AsyncAPI_document_was_told_here_or_in_a_test_elsewhere()
    {
        ToldEvents.Missing(run.Told).ShouldBeEmpty();
        ToldEvents.Elsewhere.Values.Where(test => !TestSources.Has(test)).ShouldBeEmpty();
    }

    [Fact]
    public void Everything_in_the_contract_is_covered()
    {
        var report = new CoverageReport(run);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "coverage.txt"), $"{report}{string.Join('\n', report.Missing)}\n");
        report.Missing.Count.ShouldBe(0, report + string.Join('\n', report.Missing));
    }
}
