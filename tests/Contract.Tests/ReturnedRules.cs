using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VpnMesh.Contract.Tests;

/// <summary>A sentence "Returned when" in a form that can be held against an answer.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="When">
/// Members beside the field (or around it) with the values for which the field is returned; <c>vgw.</c> and <c>cgw.</c> are of the gateways of
/// a connection, <c>!</c> before a name means any other value. Null where an answer does not tell.
/// </param>
/// <param name="Except">Where it is not returned nevertheless.</param>
/// <param name="Otherwise"><c>absent</c>, <c>empty</c> (or absent), or <c>may</c> be there.</param>
/// <param name="Operations">The operations that return the field at all, if not all that have it.</param>
internal sealed record ReturnedRule(
    string Sentence, JsonObject? When = null, JsonObject? Except = null, string Otherwise = "absent", IReadOnlyList<string>? Operations = null);

/// <summary>Holds the sentences "Returned when" against every answer, and remembers of each what was seen.</summary>
internal sealed class ReturnedRules
{
    private static readonly Dictionary<string, ReturnedRule> s_rules =
        JsonSerializer.Deserialize<List<ReturnedRule>>(File.ReadAllText(DataFile.Path("returned.json")), ContractOperation.Json)!.ToDictionary(rule => rule.Sentence);

    private readonly ConcurrentDictionary<string, JsonObject> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string Operation, string Sentence, bool IsReturned), bool> _seen = new();

    /// <summary>Why a sentence was not held, or null.</summary>
    public string? Missing(ContractOperation operation, ContractSentence sentence)
    {
        if (!s_rules.TryGetValue(sentence.Text, out var rule))
        {
            return "no rule in returned.json";
        }
        if (rule.Operations?.Contains(operation.Id) != false && !_seen.ContainsKey((operation.Id, sentence.Id, true)))
        {
            return "never seen returned";
        }
        return rule.Otherwise == "may" || _seen.ContainsKey((operation.Id, sentence.Id, false)) ? null : "never seen left out";
    }

    /// <summary>Keeps what is known of a resource, for rules of others that refer to it.</summary>
    public void Know(JsonNode? resource)
    {
        if (resource is JsonObject members && members["id"]?.ToString() is { } id)
        {
            var known = _known.GetOrAdd(id, _ => []);
            lock (known)
            {
                foreach (var (name, value) in members)
                {
                    known[name] = value?.DeepClone();
                }
            }
        }
    }

    public void Check(ContractOperation operation, ContractField field, JsonNode? value, IReadOnlyList<JsonObject> around, List<string> wrong)
    {
        var sentences = operation.ResponseSentences[field.Path].Where(sentence => s_rules.ContainsKey(sentence.Text)).ToArray();
        var holds = sentences.Select(sentence => Holds(operation, s_rules[sentence.Text], around)).ToArray();
        if (sentences.Length > 0 && value is null && holds.All(each => each == true))
        {
            wrong.Add($"{field.Path} is missing: {sentences[0].Text}");
        }
        foreach (var (sentence, isTrue) in sentences.Zip(holds))
        {
            var otherwise = s_rules[sentence.Text].Otherwise;
            var isThere = value is not null && !(otherwise == "empty" && IsEmpty(value));
            if (isThere && isTrue == false && otherwise != "may")
            {
                wrong.Add($"{field.Path} is there: {sentence.Text}");
            }
            if (isTrue is null || isTrue == isThere)
            {
                _seen.TryAdd((operation.Id, sentence.Id, isThere), true);
            }
        }
    }

    private static bool IsEmpty(JsonNode value) => value is JsonArray { Count: 0 } || value.ToString() == "";

    private bool? Holds(ContractOperation operation, ReturnedRule rule, IReadOnlyList<JsonObject> around)
    {
        if (rule.Operations?.Contains(operation.Id) == false)
        {
            return false;
        }
        var when = rule.When is null ? null : All(rule.When, around);
        var except = rule.Except is null ? false : All(rule.Except, around);
        return (when, except) switch
        {
            (false, _) or (_, true) => false,
            (true, false) => true,
            _ => null,
        };
    }

    private bool? All(JsonObject conditions, IReadOnlyList<JsonObject> around)
    {
        var each = conditions.Select(condition => Is(condition.Key.TrimStart('!'), condition.Value!.AsArray(), around) is { } known
            ? known != condition.Key.StartsWith('!') : (bool?)null).ToArray();
        return each.Contains(false) ? false : each.Contains(null) ? null : true;
    }

    private bool? Is(string name, JsonArray values, IReadOnlyList<JsonObject> around) =>
        Value(name, around) is { } value ? values.Any(allowed => allowed!.ToString() == value) : null;

    private string? Value(string name, IReadOnlyList<JsonObject> around)
    {
        if (name.Split('.') is not [var other, var member])
        {
            return around.FirstOrDefault(members => members.ContainsKey(name))?[name]?.ToString();
        }
        if (Value(other + "_id", around) is not { } id || !_known.TryGetValue(id, out var known))
        {
            return null;
        }
        lock (known)
        {
            return known[member]?.ToString();
        }
    }
}
