using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.Contract.Tests;

/// <summary>
/// Holds every answer to the contract: required fields are there, types are strict, values are in range, nothing is null and nothing is
/// there that the contract does not have. Remembers which fields were seen.
/// </summary>
internal sealed class AnswerSchema(ContractOperation operation, ReturnedRules returned)
{
    private readonly Dictionary<string, ContractField> _fields = operation.Response.ToDictionary(field => field.Path);
    private readonly ILookup<string, ContractField> _below = operation.Response.ToLookup(field => field.Parent);
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    public IEnumerable<string> Seen => _seen.Keys;

    /// <summary>What is wrong with an answer; nothing when it is as documented.</summary>
    public IReadOnlyList<string> Check(ApiAnswer answer)
    {
        var wrong = new List<string>();
        if ((int)answer.Status >= 400)
        {
            CheckError(answer, wrong);
        }
        else if (_fields.Count == 0)
        {
            Expect(answer.Json is null, "the body is not empty", wrong);
        }
        else
        {
            CheckObject("", answer.Json, [], wrong);
        }
        if (_fields.ContainsKey("request_id") || (int)answer.Status >= 400)
        {
            Expect(answer.Json?["request_id"]?.ToString() == answer.RequestId, "request_id is not X-Request-Id", wrong);
        }
        return wrong;
    }

    private static void CheckError(ApiAnswer answer, List<string> wrong)
    {
        var members = answer.Json is JsonObject body ? body.Select(member => member.Key) : [];
        Expect(members.Order(StringComparer.Ordinal).SequenceEqual(["error_code", "error_msg", "request_id"]), "the body of the error is not as documented", wrong);
        Expect((int)answer.Status < 500 || answer.Error is "VPN.0510" or "VPN.1117", $"status {(int)answer.Status}", wrong);
    }

    private void CheckObject(string path, JsonNode? node, IReadOnlyList<JsonObject> around, List<string> wrong)
    {
        if (node is not JsonObject members)
        {
            wrong.Add($"{path} is not an object");
            return;
        }
        IReadOnlyList<JsonObject> inside = [members, .. around];
        foreach (var field in _below[path])
        {
            var isThere = members.ContainsKey(field.Name);
            Expect(isThere || !field.Required, $"{field.Path} is missing", wrong);
            returned.Check(operation, field, members[field.Name], inside, wrong);
        }
        foreach (var (name, value) in members)
        {
            CheckValue(path == "" ? name : $"{path}.{name}", value, inside, wrong);
        }
    }

    private void CheckValue(string path, JsonNode? value, IReadOnlyList<JsonObject> around, List<string> wrong)
    {
        if (!_fields.TryGetValue(path, out var field))
        {
            wrong.Add($"{path} is not documented");
            return;
        }
        if (value is null)
        {
            wrong.Add($"{path} is null");
            return;
        }
        _seen.TryAdd(path, true);
        switch (field.Type)
        {
            case "object":
                CheckObject(path, value, around, wrong);
                break;
            case "array":
                CheckList(field, value, around, wrong);
                break;
            default:
                CheckScalar(field, value, wrong);
                break;
        }
    }

    private void CheckList(ContractField field, JsonNode value, IReadOnlyList<JsonObject> around, List<string> wrong)
    {
        if (value is not JsonArray elements)
        {
            wrong.Add($"{field.Path} is not a list");
            return;
        }
        Expect(elements.Count >= (field.MinItems ?? 0) && elements.Count <= (field.MaxItems ?? int.MaxValue), $"{field.Path} has {elements.Count} elements", wrong);
        foreach (var element in elements)
        {
            CheckValue(field.Path + "[]", element, around, wrong);
        }
    }

    private static void CheckScalar(ContractField field, JsonNode value, List<string> wrong)
    {
        var kind = value.GetValueKind();
        var isOfType = field.Type switch
        {
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out _),
        };
        if (!isOfType)
        {
            wrong.Add($"{field.Path} is no {field.Type}: {value.ToJsonString()}");
            return;
        }
        var text = value.ToString();
        var isInRange = field.Type == "integer"
            ? value.GetValue<long>() >= (field.Minimum ?? long.MinValue) && value.GetValue<long>() <= (field.Maximum ?? long.MaxValue)
            : text.Length >= (field.MinLength ?? 0) && text.Length <= (field.MaxLength ?? int.MaxValue);
        Expect(isInRange, $"{field.Path} is out of range: {text}", wrong);
        Expect(field.Type != "string" || field.HasForm(text), $"{field.Path} is malformed: {text}", wrong);
        Expect(field.Enum is null || field.Enum.Any(allowed => JsonNode.DeepEquals(allowed, value)), $"{field.Path} is none of the documented values: {text}", wrong);
    }

    private static void Expect(bool holds, string otherwise, List<string> wrong)
    {
        if (!holds)
        {
            wrong.Add(otherwise);
        }
    }
}
