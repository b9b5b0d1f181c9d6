using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VpnMesh.Identity.OpenStack;

/// <summary>SHA-256 of a token: what is remembered of it instead of the token itself.</summary>
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    private const int MaxOnStack = 1024;

    public static TokenHash Of(string token)
    {
        var size = Encoding.UTF8.GetMaxByteCount(token.Length);
        var rented = size <= MaxOnStack ? null : ArrayPool<byte>.Shared.Rent(size);
        var bytes = rented ?? stackalloc byte[MaxOnStack];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
        return new TokenHash(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
