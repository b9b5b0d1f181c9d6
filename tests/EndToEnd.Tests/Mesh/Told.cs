using System.Text.Json.Nodes;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>What the events of a system tell of; each event is read once, however often one asks.</summary>
public sealed class Told(MeshSystem system)
{
    // By type, then by the resource they tell of; an event that was delivered again counts once.
    private readonly Dictionary<string, Dictionary<string, List<JsonNode>>> _events = [];
    private readonly HashSet<string> _ids = [];
    private int _read;

    /// <summary>Ids of the resources of a kind that events say were created.</summary>
    public HashSet<string> Created(string kind) => [.. Of($"{kind}.created").Keys];

    /// <summary>The events of a type, by the id of the resource.</summary>
    public IReadOnlyDictionary<string, List<JsonNode>> Of(string type)
    {
        var events = system.Events();
        for (; _read < events.Count; _read++)
        {
            Take(JsonNode.Parse(events[_read])!);
        }
        return _events.GetValueOrDefault(type) ?? [];
    }

    private void Take(JsonNode told)
    {
        if (!_ids.Add(told["id"]!.GetValue<string>()))
        {
            return;
        }
        var (type, subject) = (told["type"]!.GetValue<string>(), told["subject"]!.GetValue<string>());
        _events.TryAdd(type, []);
        _events[type].TryAdd(subject, []);
        _events[type][subject].Add(told);
    }
}
