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
                // The names of the telemetry conventions of now, and of before.
                if ((activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) is string name && name.Contains(database, StringComparison.Ordinal)
                    && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string sql)
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
