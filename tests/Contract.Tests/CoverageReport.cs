using System.Globalization;
using System.Text;

namespace VpnMesh.Contract.Tests;

/// <summary>What of the contract the run has held, and what is missing.</summary>
internal sealed class CoverageReport
{
    private readonly ContractRun _run;
    private readonly List<string> _missing = [];
    private readonly SortedDictionary<string, SortedSet<string>> _never = new(StringComparer.Ordinal);
    private readonly List<(string What, int Covered, int Total)> _table = [];

    public CoverageReport(ContractRun run)
    {
        _run = run;
        var operations = ContractOperation.All.Values.ToArray();
        var facets = operations.SelectMany(operation => operation.Sent.SelectMany(field => Facets.NamesOf(field).Select(name => (operation, field, name)))).ToArray();
        Count("operations", operations, operation => Passed(operation).Any(probe => probe.Expected is Outcome.Accepted) ? null : $"{operation.Id}: never succeeded");
        Count("parameters and fields", facets.GroupBy(facet => (facet.operation, facet.field)), field =>
            field.All(facet => MissingFacet(facet.operation, facet.field, facet.name) is null) ? null : $"{field.Key.operation.Id} {field.Key.field.Path}: not all of its facets are held");
        Count("facets of fields", facets, facet => MissingFacet(facet.operation, facet.field, facet.name));
        Count("conditional sentences", operations.SelectMany(operation => operation.RequestSentences.Select(sentence => (operation, sentence))), MissingSentence);
        Count("error codes", operations.SelectMany(operation => operation.Errors.Select(code => (operation, code))), MissingCode);
        Count("fields of answers", operations.SelectMany(operation => operation.Response.Select(field => (operation, field))), MissingAnswerField);
        Count("conditions of answers", operations.SelectMany(operation => operation.ResponseSentences.SelectMany(sentences => sentences).Select(sentence => (operation, sentence))), MissingReturned);
    }

    public IReadOnlyList<string> Missing => _missing;

    /// <summary>A line for each kind of thing: covered of total.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"contract of {string.Join(", ", ContractOperation.Services)}: covered of total\n");
        foreach (var (what, covered, total) in _table)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {what,-24}{covered,6} of {total,6}");
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"  among them what nothing raises or shows as yet: {_never.Count}");
        foreach (var (what, operations) in _never)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {what} ({string.Join(", ", operations)})");
        }
        return text.ToString();
    }

    private void Count<T>(string what, IEnumerable<T> things, Func<T, string?> missing)
    {
        var all = things.Select(missing).ToArray();
        _table.Add((what, all.Count(reason => reason is null), all.Length));
        _missing.AddRange(all.OfType<string>());
    }

    private IEnumerable<Probe> Passed(ContractOperation operation) => ContractRun.AllProbes[operation.Id].Where(probe => _run.FailureOf(probe) is null);

    private string? MissingFacet(ContractOperation operation, ContractField field, string name)
    {
        var instead = CaseFile.Of(operation.Id).AllFacets.GetValueOrDefault(operation.NameOf(field))?.Instead?.GetValueOrDefault(name);
        return Holds(operation, instead is null ? Facets.IdOf(field, name) : instead) is { } reason ? $"{operation.Id} {field.In ?? "body"}.{field.Path}, {name}: {reason}" : null;
    }

    private string? MissingSentence((ContractOperation Operation, ContractSentence Sentence) each) =>
        Holds(each.Operation, each.Sentence.Id) is { } reason ? $"{each.Operation.Id} {each.Sentence.Id}: {reason} ({each.Sentence.Text})" : null;

    /// <summary>Why something is not held: no request is for it, or one of those that are fails.</summary>
    private string? Holds(ContractOperation operation, string id)
    {
        var fromElsewhere = $"{operation.Id}: {id}";
        var probes = ContractRun.AllProbes.Values.SelectMany(all => all)
            .Where(probe => probe.Covers.Contains(fromElsewhere) || (probe.Operation == operation.Id && probe.Covers.Contains(id))).ToArray();
        return probes.Length == 0 ? "no case" : probes.Any(probe => _run.FailureOf(probe) is not null) ? "fails" : null;
    }

    private string? MissingCode((ContractOperation Operation, string Code) each)
    {
        if (Passed(each.Operation).Any(probe => probe.Expected is Outcome.Refused refused && refused.Code == each.Code))
        {
            return null;
        }
        return IsExcused(each.Operation, each.Code) ? null : $"{each.Operation.Id} {each.Code}: no case, and no test is named that raises it";
    }

    /// <summary>Whether a test elsewhere holds it, or a reason is given why nothing can.</summary>
    private bool IsExcused(ContractOperation operation, string what)
    {
        if (CaseFile.Of(operation.Id).TestOf(what) is { } test)
        {
            return TestSources.Has(test);
        }
        if (CaseFile.Of(operation.Id).NeverRaised(what) is { } reason)
        {
            var line = $"{reason.Key}: {reason.Value}";
            _never.TryAdd(line, []);
            _never[line].Add(operation.Id);
            return true;
        }
        return false;
    }

    private string? MissingAnswerField((ContractOperation Operation, ContractField Field) each) =>
        _run.Schemas[each.Operation.Id].Seen.Contains(each.Field.Path) || IsExcused(each.Operation, $"answer {each.Field.Path}") ? null : $"{each.Operation.Id} answer {each.Field.Path}: never seen";

    private string? MissingReturned((ContractOperation Operation, ContractSentence Sentence) each) =>
        _run.Returned.Missing(each.Operation, each.Sentence) is { } reason && !IsExcused(each.Operation, $"answer {each.Sentence.Field.Path}") ? $"{each.Operation.Id} answer {each.Sentence.Id}: {reason} ({each.Sentence.Text})" : null;
}
