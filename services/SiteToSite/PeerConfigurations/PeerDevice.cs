namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>A device whose configuration can be exported, with all in which it differs from the others but for the form of its text.</summary>
internal sealed record PeerDevice
{
    public required string Vendor { get; init; }

    /// <summary>Series of the device.</summary>
    public required string Type { get; init; }

    public required string Model { get; init; }

    /// <summary>Software version that the text was written for.</summary>
    public required string Version { get; init; }

    /// <summary>Name of its file in the folder Templates.</summary>
    public required string Template { get; init; }

    /// <summary>What a line begins with that the device skips; empty where the text is only read by people.</summary>
    public required string Comment { get; init; }

    /// <summary>Writes an identity of the kind FQDN so that it cannot be read as anything else; null when the device cannot take it.</summary>
    public required Func<string, string?> Fqdn { get; init; }

    /// <summary>Its names in phase 1; null when the text has no IPsec in it.</summary>
    public AlgorithmNames? Ike { get; init; }

    /// <summary>Its names in phase 1 of IKE v1, where they are others; null: as <see cref="Ike"/>.</summary>
    public AlgorithmNames? IkeV1 { get; init; }

    /// <summary>Its names in phase 2; null when the text has no IPsec in it.</summary>
    public AlgorithmNames? Ipsec { get; init; }

    /// <summary>Whether it can authenticate with certificates in digital envelopes.</summary>
    public bool HasDigitalEnvelope { get; init; }

    /// <summary>Whether its selectors can be IPv6 blocks while the gateways talk IPv4.</summary>
    public bool HasIpv6Selectors { get; init; } = true;

    /// <summary>Seconds of an IKE SA that it takes.</summary>
    public Bounds IkeLifetime { get; init; } = Bounds.None;

    /// <summary>Seconds of an IPsec SA that it takes.</summary>
    public Bounds IpsecLifetime { get; init; } = Bounds.None;

    /// <summary>Idle seconds before dead peer detection that it takes.</summary>
    public Bounds DpdInterval { get; init; } = Bounds.None;

    /// <summary>Its names in phase 1 of a version of IKE.</summary>
    public AlgorithmNames? IkeOf(string version) => version == "v1" ? IkeV1 ?? Ike : Ike;
}

/// <summary>The names of a device for the algorithms of the contract; one that is missing is one that the device does not have.</summary>
/// <param name="Encryption">By encryption algorithm.</param>
/// <param name="Integrity">By authentication algorithm.</param>
/// <param name="Groups">By Diffie-Hellman group.</param>
internal sealed record AlgorithmNames(
    IReadOnlyDictionary<string, string> Encryption, IReadOnlyDictionary<string, string> Integrity, IReadOnlyDictionary<string, string> Groups)
{
    /// <summary>Whether an encryption algorithm authenticates as well, so that the authentication algorithm is left to derive keys only.</summary>
    public static bool IsAead(string encryption) => encryption.Contains("-gcm-", StringComparison.Ordinal);

    /// <summary>The same names as IKE v1 has them in phase 1: no AEAD is defined for it.</summary>
    public AlgorithmNames WithoutAead() => this with { Encryption = Encryption.Where(name => !IsAead(name.Key)).ToDictionary() };
}

/// <summary>The least and the greatest value that a device takes.</summary>
internal sealed record Bounds(long Least, long Greatest)
{
    public static readonly Bounds None = new(0, long.MaxValue);
}
