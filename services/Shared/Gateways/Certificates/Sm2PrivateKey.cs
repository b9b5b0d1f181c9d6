using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;

namespace VpnMesh.Shared.Gateways.Certificates;

/// <summary>A private key that a caller sent as text. No exception and no message tells anything of it.</summary>
internal sealed class Sm2PrivateKey
{
    private const string Pkcs8Label = "PRIVATE KEY";
    private const string Sec1Label = "EC PRIVATE KEY";
    private readonly ECPrivateKeyParameters _key;

    private Sm2PrivateKey(ECPrivateKeyParameters key)
    {
        _key = key;
    }

    /// <summary>PEM in PKCS#8 form, written anew.</summary>
    public string Pem => PemEncoding.WriteString(Pkcs8Label, PrivateKeyInfoFactory.CreatePrivateKeyInfo(_key).GetDerEncoded());

    /// <summary>The unencrypted key in PKCS#8 (<c>PRIVATE KEY</c>) or SEC1 (<c>EC PRIVATE KEY</c>) form; null when there is none.</summary>
    public static Sm2PrivateKey? Read(string text)
    {
        // Before a SEC1 key tools like to write a block that names its curve.
        var block = PemText.Blocks(text).FirstOrDefault(block => block.Label is Pkcs8Label or Sec1Label);
        try
        {
            return block.Label switch
            {
                Pkcs8Label => FromPkcs8(block.Content),
                Sec1Label => FromSec1(ECPrivateKeyStructure.GetInstance(Asn1Object.FromByteArray(block.Content))),
                _ => null,
            };
        }
        catch (Exception)
        {
            // The library has no one exception for what it cannot read.
            return null;
        }
    }

    /// <summary>Whether it is the key of the certificate, which is one of SM2.</summary>
    public bool Matches(CertificateText certificate)
    {
        var held = (ECPublicKeyParameters)certificate.Key;
        return _key.Parameters.G.Multiply(_key.D).Normalize().Equals(held.Q.Normalize());
    }

    // That the key is one of SM2 shows in what it matches.
    private static Sm2PrivateKey FromPkcs8(byte[] der) =>
        FromSec1(ECPrivateKeyStructure.GetInstance(PrivateKeyInfo.GetInstance(Asn1Object.FromByteArray(der)).ParsePrivateKey()));

    private static Sm2PrivateKey FromSec1(ECPrivateKeyStructure structure) =>
        new(new ECPrivateKeyParameters("EC", structure.GetKey(), GMObjectIdentifiers.sm2p256v1));
}
