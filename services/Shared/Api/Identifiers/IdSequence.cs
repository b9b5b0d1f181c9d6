using System.Runtime.CompilerServices;

namespace VpnMesh.Shared.Api.Identifiers;

/// <summary>
/// UUIDs of version 7 that sort in the order in which this process made them, also within a millisecond, so that lists are newest first
/// whatever the speed of creations (RFC 9562, section 6.2, method 1).
/// </summary>
internal sealed class IdSequence
{
    private const int CounterBits = 12;
    private const int FreshCounters = 1 << (CounterBits - 1);
    private static readonly ConditionalWeakTable<TimeProvider, IdSequence> Sequences = [];

    // Unix milliseconds, then the counter within one.
    private long _last;

    /// <summary>An id that is greater than all before it by the same clock.</summary>
    public static Guid Next(TimeProvider time) => Sequences.GetOrAdd(time, _ => new IdSequence()).Next(time.GetUtcNow());

    private Guid Next(DateTimeOffset now)
    {
        // Begins anywhere in the lower half, so that a millisecond has room for as many ids again.
        var fresh = (now.ToUnixTimeMilliseconds() << CounterBits) | (long)Random.Shared.Next(FreshCounters);
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(fresh, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        return Id(next);
    }

    private static Guid Id(long stamp)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(stamp >> CounterBits)).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)((bytes[6] & 0xF0) | (int)(stamp >> 8 & 0x0F));
        bytes[7] = (byte)stamp;
        return new Guid(bytes, bigEndian: true);
    }
}
