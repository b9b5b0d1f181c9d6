namespace VpnMesh.Shared.Data;

/// <summary>
/// Around the work of the holder of a lease: every transaction of it, in the store that the lease is in, ends with the question whether
/// the lease is still held. A holder that was stopped for longer than its lease wakes up in the middle of its work and must write nothing.
/// </summary>
/// <param name="database">Store of the lease.</param>
/// <param name="lease">The lease.</param>
internal sealed class LeaseFence(Database database, Lease lease)
{
    private static readonly AsyncLocal<LeaseFence?> s_current = new();

    /// <summary>Does work inside the fence.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        // Ends with this method, as with every asynchronous one.
        s_current.Value = this;
        return await work();
    }

    /// <summary>The fence around the running code, if it is one of this store.</summary>
    public static LeaseFence? Around(Database database) => s_current.Value is { } fence && fence.IsOf(database) ? fence : null;

    /// <summary>Has a transaction commit only when the lease is still held.</summary>
    public void Guard(Session session) => session.BeforeCommit(async () =>
    {
        if (!await lease.IsHeldAsync(session))
        {
            throw new LeaseLostException();
        }
    });

    private bool IsOf(Database other) => ReferenceEquals(database, other);
}

/// <summary>The lease was lost while its work was under way; another replica does it now.</summary>
public sealed class LeaseLostException() : Exception("the lease was lost; another replica does this work now");
