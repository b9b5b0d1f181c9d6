using System.Text.Json.Nodes;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>What the events of a system tell of; each event is read once, however often one asks.</summary>
public sealed class Told(MeshSystem system)
{
    private readonly Dictionary<string, HashSet<string>> _created = [];
    private int _read;

    /// <summary>Ids of the resources of a kind that events say were created.</summary>
    public HashSet<string> Created(string kind)
    {
        var events = system.Events();
        for (; _read < events.Count; _read++)
        {
            Take(JsonNode.Parse(events[_read])!);
        }
        return _created.TryGetValue(kind, out var ids) ? ids : [];
    }

    private void Take(JsonNode told)
    {
        if (told["type"]!.GetValue<string>().Split('.') is [var kind, "created"])
        {
            _created.TryAdd(kind, []);
            _created[kind].Add(told["subject"]!.GetValue<string>());
        }
    }
}
