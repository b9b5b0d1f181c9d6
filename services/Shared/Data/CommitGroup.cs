using System.Diagnostics;
using System.Threading.Channels;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Telemetry;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Data;

/// <summary>
/// Commits work that waits at the same time in one transaction. While one group is written the next gathers, so that a lone caller
/// waits for nobody and many callers share the wait for the disk.
/// </summary>
internal sealed class CommitGroup : IAsyncDisposable
{
    private const int Largest = 64;
    private const int MostAttempts = 4;
    private readonly Database _database;
    private readonly Channel<Item> _waiting = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lazy<Task> _writer;

    public CommitGroup(Database database)
    {
        _database = database;
        _writer = new Lazy<Task>(Begin);
    }

    public async Task<T> RunAsync<T>(Func<Session, Task<T>> work, string order, CancellationToken cancellationToken)
    {
        _ = _writer.Value;
        using var span = TransactionTelemetry.Begin(_database.Part);
        var item = new Item<T>(work, order, cancellationToken);
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(item), this);
        // The caller's token only keeps work from being started: once it is, only the outcome tells whether it is durable.
        return await item.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_writer.IsValueCreated)
        {
            await _writer.Value;
        }
    }

    // What is around whoever happens to be the first, such as a lease, is not around the others.
    private Task Begin()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(WriteAsync);
        }
    }

    private async Task WriteAsync()
    {
        var group = new List<Item>(Largest);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < Largest && _waiting.Reader.TryRead(out var item))
            {
                if (!item.IsGivenUp())
                {
                    group.Add(item);
                }
            }
            if (!await TryTogetherAsync(group))
            {
                await OneByOneAsync(group);
            }
        }
    }

    private async Task<bool> TryTogetherAsync(List<Item> group)
    {
        if (group.Count < 2)
        {
            return false;
        }
        var start = Stopwatch.GetTimestamp();
        var outcome = TransactionTelemetry.RolledBack;
        await _database.EnterAsync(CancellationToken.None);
        try
        {
            await using var session = await _database.BeginAsync(CancellationToken.None);
            foreach (var item in group.OrderBy(item => item.Order, StringComparer.Ordinal))
            {
                var before = session.Progress;
                await item.WorkAsync(session);
                if (!item.Failed)
                {
                    continue;
                }
                if (!item.IsRefused || !session.TryForgetSince(before))
                {
                    // What it wrote must be undone, or the transaction is broken: PostgreSQL would turn its commit into a rollback.
                    return false;
                }
            }
            await session.CommitAsync();
            outcome = TransactionTelemetry.Committed;
        }
        catch (Exception)
        {
            // Whatever it was, it will show again in the transaction of the item that it belongs to.
            return false;
        }
        finally
        {
            _database.Leave();
            TransactionTelemetry.End(_database.Part, start, outcome);
        }
        group.ForEach(item => item.Complete());
        return true;
    }

    private async Task OneByOneAsync(List<Item> group)
    {
        foreach (var item in group)
        {
            for (var attempt = 1; !await TryAloneAsync(item, isLast: attempt == MostAttempts); attempt++)
            {
                // Somebody else holds what it needs and waits for what it holds; one of the two had to give way.
            }
            item.Complete();
        }
    }

    private async Task<bool> TryAloneAsync(Item item, bool isLast)
    {
        try
        {
            await _database.InTransactionAsync(async session =>
            {
                await item.WorkAsync(session);
                item.ThrowIfFailed();
                return true;
            }, CancellationToken.None);
        }
        catch (Exception exception)
        {
            item.Fail(exception);
            return isLast || !Dialect.IsDeadlock(exception);
        }
        return true;
    }

    private abstract class Item(string order, CancellationToken cancellationToken)
    {
        private readonly Activity? _span = Tracing.Current;
        private Exception? _exception;

        public string Order { get; } = order;

        public bool Failed => _exception is not null;

        public bool IsRefused => _exception is DomainException;

        protected CancellationToken Cancellation { get; } = cancellationToken;

        public bool IsGivenUp()
        {
            if (!Cancellation.IsCancellationRequested)
            {
                return false;
            }
            Cancel();
            return true;
        }

        public async Task WorkAsync(Session session)
        {
            _exception = null;
            if (_span is not null)
            {
                // What is done and told belongs to the trace of whoever waits; it ends with this method.
                Activity.Current = _span;
            }
            try
            {
                await RunAsync(session);
            }
            catch (Exception exception)
            {
                _exception = exception;
            }
        }

        public void ThrowIfFailed()
        {
            if (_exception is { } exception)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
            }
        }

        public void Fail(Exception exception) => _exception = exception;

        public void Complete() => Complete(_exception);

        protected abstract Task RunAsync(Session session);

        protected abstract void Complete(Exception? exception);

        protected abstract void Cancel();
    }

    private sealed class Item<T>(Func<Session, Task<T>> work, string order, CancellationToken cancellationToken) : Item(order, cancellationToken)
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _value = default!;

        public Task<T> Result => _result.Task;

        protected override async Task RunAsync(Session session) => _value = await work(session);

        protected override void Complete(Exception? exception)
        {
            if (exception is null)
            {
                _result.TrySetResult(_value);
                return;
            }
            _result.TrySetException(exception);
        }

        protected override void Cancel() => _result.TrySetCanceled(Cancellation);
    }
}
