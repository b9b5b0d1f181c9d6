namespace VpnMesh.Edge.Authentication;

/// <summary>The parts of an <c>Authorization</c> header of the algorithm SDK-HMAC-SHA256 (auth.md, sections 4.1 and 4.2).</summary>
/// <param name="AccessKey">Public id of the key.</param>
/// <param name="SignedHeaders">Names of the signed headers: lower case, sorted, each once.</param>
/// <param name="SignedHeaderList">The same names as they stand in the header.</param>
/// <param name="Signature">64 hexadecimal digits.</param>
internal sealed record SignatureHeader(string AccessKey, string[] SignedHeaders, string SignedHeaderList, string Signature)
{
    public const string Algorithm = "SDK-HMAC-SHA256";
    public const string Date = "x-sdk-date";

    /// <summary>Reads the header; null when it is of another scheme, lacks a part, or lists headers that may not be listed so.</summary>
    public static SignatureHeader? Parse(string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return null;
        }
        string? accessKey = null, signedHeaders = null, signature = null;
        foreach (var part in header[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = part[(equals + 1)..];
            switch (equals < 0 ? "" : part[..equals])
            {
                case "Access":
                    accessKey = value;
                    break;
                case "SignedHeaders":
                    signedHeaders = value;
                    break;
                case "Signature":
                    signature = value;
                    break;
                default:
                    return null;
            }
        }
        if (string.IsNullOrEmpty(accessKey) || signedHeaders is null || signature is null)
        {
            return null;
        }
        var names = signedHeaders.Split(';');
        return MayBeListed(names) ? new SignatureHeader(accessKey, names, signedHeaders, signature) : null;
    }

    private static bool MayBeListed(string[] names)
    {
        for (var index = 1; index < names.Length; index++)
        {
            if (string.CompareOrdinal(names[index - 1], names[index]) >= 0)
            {
                return false;
            }
        }
        return names.Contains(Date, StringComparer.Ordinal)
            && !Array.Exists(names, name => name.Length == 0 || name.AsSpan().ContainsAnyInRange('A', 'Z'));
    }
}
