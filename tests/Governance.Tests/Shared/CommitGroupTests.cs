using System.Data.Common;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Tests.Shared;

public sealed class CommitGroupTests
{
    private const int Callers = 100;

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_caller_gets_its_own_answer_and_all_is_written(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => database.InGroupAsync(async session =>
        {
            await SharedStore.AddAsync(session, $"{i}");
            return i;
        }, CancellationToken.None)));

        answers.ShouldBe(Enumerable.Range(0, Callers));
        (await database.CountAsync()).ShouldBe(Callers);
    }

    [Fact]
    public async Task Work_that_gives_way_in_a_deadlock_is_done_again()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var database = SharedStore.Migrated(store);
        await using var other = new SharedStore(store);
        await database.InTransactionAsync(async session =>
        {
            await SharedStore.AddAsync(session, "a");
            return await SharedStore.AddAsync(session, "b");
        }, CancellationToken.None);
        var (holdsA, holdsB) = (new TaskCompletionSource(), new TaskCompletionSource());

        // Which of the two gives way is PostgreSQL's choice: whoever has waited for a second when the other waits too.
        var first = database.InGroupAsync(async session =>
        {
            await LockAsync(session, "a");
            holdsA.TrySetResult();
            await holdsB.Task;
            await LockAsync(session, "b");
            return await SharedStore.AddAsync(session, "c");
        }, CancellationToken.None);
        var second = other.InGroupAsync(async session =>
        {
            await holdsA.Task;
            await LockAsync(session, "b");
            holdsB.TrySetResult();
            await LockAsync(session, "a");
            return await SharedStore.AddAsync(session, "d");
        }, CancellationToken.None);
        await Task.WhenAll(first, second);

        (await database.CountAsync()).ShouldBe(4);

        static Task<string?> LockAsync(Session session, string id) =>
            session.ScalarAsync<string>("SELECT event_id FROM inbox WHERE event_id = @id FOR UPDATE", new { id });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_that_is_refused_at_the_end_is_undone_and_harms_nobody_else(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            try
            {
                return await database.InGroupAsync(session =>
                {
                    if (i % 10 == 0)
                    {
                        session.BeforeCommit(() => throw ErrorCatalogue.BackendUnavailable.With());
                    }
                    return SharedStore.AddAsync(session, $"{i}");
                }, CancellationToken.None);
            }
            catch (DomainException)
            {
                return -1;
            }
        }));

        outcomes.Index().ShouldAllBe(outcome => outcome.Item == (outcome.Index % 10 == 0 ? -1 : 1));
        (await database.CountAsync()).ShouldBe(Callers - Callers / 10);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_that_fails_is_undone_and_harms_nobody_else(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        await database.InGroupAsync(session => SharedStore.AddAsync(session, "taken"), CancellationToken.None);
        var committed = 0;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => OutcomeAsync(database.InGroupAsync(async session =>
        {
            session.AfterCommit(() => Interlocked.Increment(ref committed));
            switch (i % 4)
            {
                case 0:
                    throw ErrorCatalogue.Busy.With();
                case 1:
                    await SharedStore.AddAsync(session, $"{i}");
                    throw new InvalidOperationException();
                case 2:
                    await SharedStore.AddAsync(session, $"{i}");
                    return await SharedStore.AddAsync(session, "taken");
                default:
                    return await SharedStore.AddAsync(session, $"{i}");
            }
        }, CancellationToken.None))));

        outcomes.Where((_, i) => i % 4 == 0).ShouldAllBe(outcome => outcome is DomainException);
        outcomes.Where((_, i) => i % 4 == 1).ShouldAllBe(outcome => outcome is InvalidOperationException);
        outcomes.Where((_, i) => i % 4 == 2).ShouldAllBe(outcome => database.Dialect.IsDuplicateKey((DbException)outcome!));
        outcomes.Where((_, i) => i % 4 == 3).ShouldAllBe(outcome => outcome == null);
        (await database.CountAsync()).ShouldBe(Callers / 4 + 1);
        committed.ShouldBe(Callers / 4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Refusals_that_wrote_nothing_and_do_nothing_after_the_commit_leave_the_others_together(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        var committed = 0;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => OutcomeAsync(database.InGroupAsync(async session =>
        {
            if (i % 2 == 0)
            {
                session.AfterCommit(() => Interlocked.Increment(ref committed));
                throw ErrorCatalogue.Busy.With();
            }
            return await SharedStore.AddAsync(session, $"{i}");
        }, CancellationToken.None))));

        outcomes.Count(outcome => outcome is null).ShouldBe(Callers / 2);
        committed.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_group_takes_its_rows_in_order(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = SharedStore.Migrated(store);
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var first = database.InGroupAsync(async _ =>
        {
            started.SetResult();
            await release.Task;
            return 0;
        }, CancellationToken.None);
        await started.Task;
        var seen = new List<string>();
        var waiting = new[] { "c", "a", "b" }.Select(order => database.InGroupAsync(_ =>
        {
            seen.Add(order);
            return Task.FromResult(0);
        }, CancellationToken.None, order)).ToList();

        release.SetResult();
        await Task.WhenAll([first, .. waiting]);

        seen.ShouldBe(["a", "b", "c"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_that_is_given_up_before_it_starts_is_not_done_and_a_closed_store_takes_none(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        var database = SharedStore.Migrated(store);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => database.InGroupAsync(session => SharedStore.AddAsync(session, "a"), gone.Token));
        (await database.CountAsync()).ShouldBe(0);

        await database.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(
            () => database.InGroupAsync(session => SharedStore.AddAsync(session, "b"), CancellationToken.None));
    }

    private static async Task<Exception?> OutcomeAsync(Task work)
    {
        try
        {
            await work;
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
