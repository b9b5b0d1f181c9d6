using System.Security.Cryptography;
using CsCheck;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.VpnGatewayCertificates;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

public sealed class CertificatePropertyTests
{
    private static readonly string[] Documented =
        ["VPN.0001", "VPN.0070", "VPN.0071", "VPN.0072", "VPN.0073", "VPN.0074", "VPN.0075", "VPN.0076"];

    private static readonly NewVpnGatewayCertificate Good = GmCertificates.Texts();

    private static readonly Action<NewVpnGatewayCertificate, Func<string, string>>[] Fields =
    [
        (texts, change) => texts.Certificate = change(texts.Certificate),
        (texts, change) => texts.PrivateKey = change(texts.PrivateKey),
        (texts, change) => texts.CertificateChain = change(texts.CertificateChain),
        (texts, change) => texts.EncCertificate = change(texts.EncCertificate),
        (texts, change) => texts.EncPrivateKey = change(texts.EncPrivateKey),
    ];

    [Fact]
    public void Whatever_is_broken_in_a_text_the_refusal_is_a_documented_one()
    {
        var refused = 0;
        Gen.Select(Gen.Int[0, 4], Gen.Select(Gen.Int[0, 2000], Gen.Byte[1, 255]).Array[1, 3], Gen.Int[0, 3]).Sample(
            (field, flips, cut) =>
            {
                var texts = Good.Clone();
                Fields[field](texts, pem => Spoil(pem, flips, cut));
                try
                {
                    // A change that nobody notices may be taken: then what is kept is what was parsed.
                    VpnGatewayCertificateTexts.Read(texts).CheckValidity(TimeProvider.System.GetUtcNow());
                }
                catch (DomainException refusal)
                {
                    Interlocked.Increment(ref refused);
                    Documented.ShouldContain(refusal.Code.Code);
                    refusal.Violations.ShouldNotBeEmpty();
                }
            },
            iter: 3000);
        refused.ShouldBeGreaterThan(2000);
    }

    [Fact]
    public void The_status_is_fault_when_an_end_point_failed_and_bound_when_both_have_the_present_generation()
    {
        var report = Gen.Select(Gen.Long[0, 3], Gen.Bool.Select(isApplied => isApplied ? "applied" : "failed"));
        Gen.Select(Gen.Long[1, 3], report, report).Sample((generation, first, second) =>
        {
            var row = new VpnGatewayCertificateRow
            {
                Id = "",
                ProjectId = "",
                VgwId = "",
                Name = "",
                CreatedAt = 0,
                UpdatedAt = 0,
                Generation = generation,
                RequestId = "",
                ObservedGeneration1 = first.Item1,
                ObservedState1 = first.Item1 == 0 ? null : first.Item2,
                ObservedGeneration2 = second.Item1,
                ObservedState2 = second.Item1 == 0 ? null : second.Item2,
            };
            var present = new[] { first, second }.Where(one => one.Item1 == generation).Select(one => one.Item2).ToArray();
            var expected = present.Contains("failed") ? "FAULT" : present.Length == 2 ? "BOUND" : "BINDING";
            row.Status().ShouldBe(expected);
        });
    }

    private static string Spoil(string pem, (int At, byte By)[] flips, int cut)
    {
        var found = PemEncoding.Find(pem);
        var der = Convert.FromBase64String(pem[found.Base64Data]);
        foreach (var (at, by) in flips)
        {
            der[at % der.Length] ^= by;
        }
        return PemEncoding.WriteString(pem[found.Label], der.AsSpan(0, der.Length - cut));
    }
}
