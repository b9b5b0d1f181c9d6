using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The algorithms that the contract accepts and calls weak (<c>x-insecure-values</c>).</summary>
internal static class WeakAlgorithms
{
    private static readonly string[] Hashes = ["sha1", "md5"];
    private static readonly string[] Ciphers = ["3des", "aes-128", "aes-192", "aes-256"];
    private static readonly string[] Groups = ["group1", "group2", "group5", "group14"];

    /// <summary>Field and value of each weak algorithm.</summary>
    public static IEnumerable<string> Of(IkePolicy ike, IpsecPolicy ipsec)
    {
        (string Field, string Value, string[] Weak)[] all =
        [
            ("ikepolicy.authentication_algorithm", ike.AuthenticationAlgorithm, Hashes),
            ("ikepolicy.encryption_algorithm", ike.EncryptionAlgorithm, Ciphers),
            ("ikepolicy.dh_group", ike.DhGroup, Groups),
            ("ipsecpolicy.authentication_algorithm", ipsec.AuthenticationAlgorithm, Hashes),
            ("ipsecpolicy.encryption_algorithm", ipsec.EncryptionAlgorithm, Ciphers),
            ("ipsecpolicy.pfs", ipsec.Pfs, Groups),
        ];
        return all.Where(used => used.Weak.Contains(used.Value)).Select(used => $"{used.Field} {used.Value}");
    }
}
