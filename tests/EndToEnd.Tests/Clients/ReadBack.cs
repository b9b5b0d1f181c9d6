using System.Text.Json.Nodes;
using Shouldly;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>
/// Whether answers show what was sent: a plan of the provider only gets empty when every read does, changes included.
/// </summary>
internal sealed class ReadBack
{
    // EIPs are shown with fields of other names; secrets and the texts of certificates never are.
    private static readonly string[] Secret = ["psk", "password", "content"];
    private static readonly string[] NotShown = [.. Secret, "client_ca_certificates"];
    private readonly Dictionary<string, JsonObject> _sent = [];

    /// <summary>Keeps what was sent of a resource, over what was sent before.</summary>
    public void Sent(string id, JsonObject fields)
    {
        _sent.TryAdd(id, []);
        Merge(_sent[id], fields);
    }

    /// <summary>Checks every resource that an answer shows, alone or in a list.</summary>
    public void Check(string step, JsonObject answer)
    {
        foreach (var resource in answer.Select(member => member.Value).SelectMany(Resources))
        {
            if (_sent.TryGetValue((resource["id"] as JsonValue)?.ToString() ?? "", out var sent))
            {
                Check(step, sent, resource);
            }
        }
    }

    // Where there is nothing but the id, or in a list no time, a resource is only referred to.
    private static IEnumerable<JsonObject> Resources(JsonNode? member) => member switch
    {
        JsonObject { Count: > 1 } resource => [resource],
        JsonArray list => list.OfType<JsonObject>().Where(resource => resource.ContainsKey("created_at")),
        _ => [],
    };

    private static void Merge(JsonObject known, JsonObject sent)
    {
        foreach (var (field, value) in sent)
        {
            if (value is JsonObject group && known[field] is JsonObject before)
            {
                Merge(before, group);
                continue;
            }
            known[field] = value?.DeepClone();
        }
    }

    // The style is shown in upper case.
    private static void Check(string step, JsonObject sent, JsonObject shown)
    {
        foreach (var (field, value) in sent.Where(field => !NotShown.Contains(field.Key) && !field.Key.StartsWith("eip", StringComparison.Ordinal)))
        {
            if (field == "ikepolicy")
            {
                // Some clients send it back from other servers; here it is none of its members.
                value!.AsObject().Remove("pfs");
            }
            if (value is JsonObject group)
            {
                Check($"{step}: {field}", group, shown[field]!.AsObject());
                continue;
            }
            var expected = field == "style" ? value!.ToJsonString().ToUpperInvariant() : Text(field, value);
            Text(field, shown[field]).ShouldBe(expected, $"{step}: {field}");
        }
        Secret.ShouldAllBe(secret => !shown.ContainsKey(secret), step);
    }

    // Null, absent and empty descriptions are the same to clients.
    private static string? Text(string field, JsonNode? value) =>
        field == "description" && value?.GetValue<string>() is null or "" ? "" : value?.ToJsonString();
}
