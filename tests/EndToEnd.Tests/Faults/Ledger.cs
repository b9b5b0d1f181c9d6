using System.Collections.Concurrent;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>What was acknowledged of the resources of one kind, whose names tell each from every other.</summary>
internal sealed class Ledger(string kind)
{
    private readonly ConcurrentDictionary<string, string> _present = [];
    private readonly ConcurrentDictionary<string, bool> _gone = [];

    public string Kind => kind;

    /// <summary>Ids of all that were ever acknowledged.</summary>
    public IEnumerable<string> Ever => [.. _present.Keys, .. _gone.Keys];

    public IEnumerable<string> Gone => _gone.Keys;

    public IReadOnlyDictionary<string, string> Present => _present;

    public void Has(string id, string name) => _present[id] = name;

    public void Lost(string id)
    {
        _present.TryRemove(id, out _);
        _gone[id] = true;
    }
}
