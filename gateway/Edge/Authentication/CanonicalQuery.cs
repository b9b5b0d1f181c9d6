using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Authentication;

/// <summary>The canonical form of a query: pairs decoded, sorted by name and then value, encoded anew (auth.md, section 4.1, step 3).</summary>
internal static class CanonicalQuery
{
    public static void Write(ReadOnlySpan<char> query, PooledBuffer canonical)
    {
        if (query.IsEmpty)
        {
            return;
        }
        var pairs = new List<(byte[] Name, byte[] Value)>();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }
            var equals = pair.IndexOf('=');
            pairs.Add(equals < 0 ? (Decode(pair), []) : (Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }
        pairs.Sort(Compare);
        for (var index = 0; index < pairs.Count; index++)
        {
            if (index > 0)
            {
                canonical.WriteByte((byte)'&');
            }
            CanonicalRequest.Encode(pairs[index].Name, canonical, keep: (byte)'-');
            canonical.WriteByte((byte)'=');
            CanonicalRequest.Encode(pairs[index].Value, canonical, keep: (byte)'-');
        }
    }

    // Code points sort like their UTF-8 bytes.
    private static int Compare((byte[] Name, byte[] Value) left, (byte[] Name, byte[] Value) right)
    {
        var byName = left.Name.AsSpan().SequenceCompareTo(right.Name);
        return byName != 0 ? byName : left.Value.AsSpan().SequenceCompareTo(right.Value);
    }

    private static byte[] Decode(ReadOnlySpan<char> text)
    {
        using var decoded = new PooledBuffer(text.Length + 1);
        RequestTarget.Decode(text, decoded);
        return decoded.Written.ToArray();
    }
}
