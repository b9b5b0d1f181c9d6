using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The options of a server's tunnel: what is not sent takes its default at creation and stays as it is in a change.</summary>
internal static class ServerSslOptions
{
    public const string Protocol = "TCP";
    public const string LightCipher = "AES-128-GCM";
    public const string StrongCipher = "AES-256-GCM";
    public const long DefaultPort = 443;
    public const long OtherPort = 1194;

    public static SslOptions ToOptions(this NewSslOptions? wanted) => WithDigest(new SslOptions
    {
        Protocol = Protocol,
        Port = wanted?.HasPort == true ? wanted.Port : DefaultPort,
        EncryptionAlgorithm = wanted?.HasEncryptionAlgorithm == true ? wanted.EncryptionAlgorithm : LightCipher,
        IsCompressed = wanted?.IsCompressed == true,
    });

    /// <summary>Those of a server.</summary>
    public static SslOptions Options(this VpnServerRow server) => WithDigest(SslOptions.Parser.ParseJson(server.SslOptions));

    public static SslOptions With(this SslOptions present, SslOptionsChanges? changes)
    {
        var changed = present.Clone();
        if (changes?.HasPort == true)
        {
            changed.Port = changes.Port;
        }
        if (changes?.HasEncryptionAlgorithm == true)
        {
            changed.EncryptionAlgorithm = changes.EncryptionAlgorithm;
        }
        return WithDigest(changed);
    }

    // The digest goes with the cipher; nobody chooses it.
    private static SslOptions WithDigest(SslOptions options)
    {
        options.AuthenticationAlgorithm = options.EncryptionAlgorithm == StrongCipher ? "SHA384" : "SHA256";
        return options;
    }
}
