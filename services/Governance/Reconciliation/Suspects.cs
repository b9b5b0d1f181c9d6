using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>
/// What looks wrong. A pass that comes upon something under way finds it right the next time: only what two passes in a row find, so long
/// after one another that nothing is under way any more, is wrong.
/// </summary>
/// <typeparam name="TKey">Names what looks wrong.</typeparam>
internal sealed class Suspects<TKey>(TimeSpan grace, TimeProvider time)
    where TKey : notnull
{
    private Dictionary<TKey, long> _before = [];
    private Dictionary<TKey, long> _now = [];

    /// <summary>Notes what a pass has found.</summary>
    /// <returns>Whether it is wrong.</returns>
    public bool IsWrong(TKey key)
    {
        var now = time.NowMs();
        var since = _before.GetValueOrDefault(key, now);
        _now[key] = since;
        return _before.ContainsKey(key) && now - since >= grace.TotalMilliseconds;
    }

    /// <summary>The pass is over: what it has not found is right.</summary>
    public void EndPass()
    {
        _before = _now;
        _now = [];
    }
}
