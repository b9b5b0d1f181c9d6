using System.Collections.Concurrent;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>What one agent told on one stream and need not tell again, on its way back to it.</summary>
internal sealed class Acknowledgements(PlacementSignal signal)
{
    private readonly ConcurrentQueue<string> _ids = new();

    public void Add(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _ids.Enqueue(id);
        }
        signal.Set();
    }

    public string[] Take()
    {
        var ids = new List<string>();
        while (_ids.TryDequeue(out var id))
        {
            ids.Add(id);
        }
        return [.. ids];
    }
}
