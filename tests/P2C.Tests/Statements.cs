using System.Collections.Concurrent;
using System.Diagnostics;

namespace VpnMesh.P2C.Tests;

/// <summary>The statements that a system on PostgreSQL has its database run, from when this is made.</summary>
internal sealed class Statements : IDisposable
{
    private readonly ConcurrentQueue<string> _seen = [];
    private readonly ActivityListener _listener;

    private Statements(string database)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.namespace") is string name && name.Contains(database, StringComparison.Ordinal)
                    && activity.GetTagItem("db.query.text") is string sql)
                {
                    _seen.Enqueue(sql);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<string> Seen => _seen;

    public static async Task<Statements> OfAsync(TestSystem system) => new((await system.QueryAsync<string>("SELECT current_database()")).Single());

    public void Dispose() => _listener.Dispose();
}
