using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>
/// Judges what is due: what an event has changed, and what time alone may have. One replica does it at a time; two that did would raise
/// nothing twice all the same.
/// </summary>
internal sealed class AlertEvaluation(
    MonitoringDatabase database,
    SubjectJudgement judgement,
    AlertDefaults defaults,
    AlertSignal signal,
    TimeProvider time,
    ILogger<AlertEvaluation> logger)
    : SingletonService("alert-evaluation", database, time, logger)
{
    private const int PageSize = 200;

    // Events that other replicas take in give no signal here.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;
    private Task _next = Task.CompletedTask;
    private long? _nextDue;
    private bool _noted;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        if (!_noted)
        {
            await NoteDefaultsAsync(cancellationToken);
            _noted = true;
        }
        return await JudgeDueAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken)
    {
        var untilDue = _nextDue is { } dueAt ? TimeSpan.FromMilliseconds(Math.Max(1, dueAt - _time.NowMs())) : LookAgain;
        return signal.WaitAsync(_next, untilDue < LookAgain ? untilDue : LookAgain, cancellationToken);
    }

    /// <summary>Judges the first of what is due.</summary>
    /// <returns>Whether there may be more.</returns>
    internal async Task<bool> JudgeDueAsync(CancellationToken cancellationToken)
    {
        _next = signal.Next;
        var now = _time.NowMs();
        var page = await _database.ReadAsync(session => session.ListNextDueAsync(PageSize), cancellationToken);
        var due = page.TakeWhile(subject => subject.DueAt <= now).ToArray();
        _nextDue = due.Length < page.Count ? page[due.Length].DueAt : null;
        await Task.WhenAll(due.Select(subject =>
            _database.InGroupAsync(session => judgement.JudgeAsync(session, subject), cancellationToken, subject.ProjectId)));
        return due.Length == PageSize;
    }

    /// <summary>What was judged by other settings is judged anew.</summary>
    internal Task NoteDefaultsAsync(CancellationToken cancellationToken) =>
        _database.InTransactionAsync(
            async session => await session.NoteDefaultsAsync(defaults.Text) && await session.MakeAllDueAsync(_time.NowMs()) > 0, cancellationToken);
}
