using System.Threading.Channels;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>Reports of one kind on one stream: those that gather while the store is busy are applied together.</summary>
internal sealed class ReportQueue<T>
{
    private readonly Channel<T> _reports = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public void Add(IEnumerable<T> reports)
    {
        foreach (var report in reports)
        {
            _reports.Writer.TryWrite(report);
        }
    }

    /// <summary>Applies reports as they gather, in their order.</summary>
    public async Task ApplyAsync(Func<IReadOnlyList<T>, Task> apply, CancellationToken cancellationToken)
    {
        var batch = new List<T>();
        while (await _reports.Reader.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            while (_reports.Reader.TryRead(out var report))
            {
                batch.Add(report);
            }
            await apply(batch);
        }
    }
}
