using System.Text.Json.Nodes;
using VpnMesh.Contract.Tests.Access;

namespace VpnMesh.Contract.Tests;

/// <summary>One request to the system and what must come of it.</summary>
/// <param name="Operation">Operation id.</param>
/// <param name="Name">Unique within the operation.</param>
/// <param name="Covers">What of the contract it holds: ids of sentences, and of facets (<c>facet FIELD NAME</c>).</param>
/// <param name="Request">What is sent, in <c>path</c>, <c>query</c>, <c>header</c> and <c>body</c>, with placeholders.</param>
/// <param name="Expected">What must come of it.</param>
/// <param name="Given">What an administrator has set before.</param>
/// <param name="By">Who calls; nobody: the owner of the account.</param>
internal sealed record Probe(string Operation, string Name, IReadOnlyList<string> Covers, JsonObject Request, Outcome Expected, JsonObject? Given = null, Caller? By = null)
{
    public override string ToString() => $"{Operation}: {Name}";
}

/// <summary>What must come of a request.</summary>
internal abstract record Outcome
{
    /// <summary>It ends in an error that names the field and the rule, and nothing is changed.</summary>
    public sealed record Refused(string Code, string Says) : Outcome;

    /// <summary>It succeeds, and the answer and the next read show these fields; a null shows nothing.</summary>
    public sealed record Accepted(JsonObject? Shows = null, JsonObject? Then = null, string? Echo = null) : Outcome;

    /// <summary>What comes of it is what comes of another request.</summary>
    public sealed record LikeThat(JsonObject Request) : Outcome;
}

/// <summary>All requests that the contract's data make for an operation.</summary>
internal static class Probes
{
    public static IReadOnlyList<Probe> Of(ContractOperation operation) =>
        [.. new Facets(operation).Probes(), .. CaseFile.Of(operation.Id).AllCases.SelectMany(each => each.Instances()).Select(each => ProbeOf(operation, each)),
            .. AccessMatrix.Of(operation)];

    private static Probe ProbeOf(ContractOperation operation, Case given)
    {
        var request = CaseFile.Of(operation.Id).RequestOf(operation, given.Kind ?? throw new InvalidDataException($"{operation.Id}: a case has no kind."));
        Facets.Change(operation, request, given);
        Outcome outcome = given.Refused is { } code
            ? new Outcome.Refused(code, given.Says ?? throw new InvalidDataException($"{operation.Id}: a case that is refused does not say what with."))
            : new Outcome.Accepted(Placed(operation, given.Shows), given.Then);
        var about = string.Join(", ", (given.Covers ?? []).Append(given.Name).OfType<string>());
        return new Probe(operation.Id, $"{about} ({given.Kind}: {Brief(given)})", given.Covers ?? [], request, outcome, given.Given);
    }

    private static JsonObject? Placed(ContractOperation operation, JsonObject? fields) => fields is null
        ? null
        : new JsonObject(fields.Select(field => KeyValuePair.Create(operation.AnswerPlaceOf(field.Key), field.Value?.DeepClone())));

    private static string Brief(Case given)
    {
        var text = string.Join(' ', new[] { given.With?.ToJsonString(), given.Without is { } without ? $"less {string.Join(", ", without)}" : null }.OfType<string>());
        return text.Length <= 120 ? text : text[..120] + "...";
    }
}
