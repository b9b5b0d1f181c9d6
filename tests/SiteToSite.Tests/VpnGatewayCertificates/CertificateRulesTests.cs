using System.Security.Cryptography;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>Every way in which a request can break a rule: its code, its field, and a store that is as it was.</summary>
public sealed class CertificateRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Certificate = "certificate.certificate";
    private const string PrivateKey = "certificate.private_key";
    private const string Chain = "certificate.certificate_chain";
    private const string EncCertificate = "certificate.enc_certificate";
    private const string EncPrivateKey = "certificate.enc_private_key";

    // Broken by the texts, however they are sent; each answers them.
    private static readonly (string Code, string Field, Func<NewVpnGatewayCertificate> Texts)[] BadTexts =
    [
        ("VPN.0001", "certificate.name", () => Changed(texts => texts.Name = "ab")),
        ("VPN.0001", "certificate.name", () => Changed(texts => texts.Name = new string('a', 64))),
        ("VPN.0001", "certificate.name", () => Changed(texts => texts.Name = "a b")),
        ("VPN.0001", "certificate.name", () => Changed(texts => texts.Name = "abc\n")),
        ("VPN.0001", Certificate, () => Changed(texts => texts.ClearCertificate())),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.ClearPrivateKey())),
        ("VPN.0001", Chain, () => Changed(texts => texts.ClearCertificateChain())),
        ("VPN.0001", EncCertificate, () => Changed(texts => texts.ClearEncCertificate())),
        ("VPN.0001", EncPrivateKey, () => Changed(texts => texts.ClearEncPrivateKey())),
        ("VPN.0001", Certificate, () => Changed(texts => texts.Certificate = "")),
        ("VPN.0001", Certificate, () => Changed(texts => texts.Certificate = texts.Certificate.PadRight(4097))),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = texts.PrivateKey.PadRight(4097))),
        ("VPN.0001", Chain, () => Changed(texts => texts.CertificateChain = texts.CertificateChain.PadRight(8193))),
        ("VPN.0001", EncCertificate, () => Changed(texts => texts.EncCertificate = texts.EncCertificate.PadRight(4097))),
        ("VPN.0001", EncPrivateKey, () => Changed(texts => texts.EncPrivateKey = "")),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = "key")),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = texts.Certificate)),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = "-----BEGIN EC PRIVATE KEY-----\nEXAMPLE\n-----END EC PRIVATE KEY-----")),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = PemEncoding.WriteString("PRIVATE KEY", [1, 2, 3]))),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = PemEncoding.WriteString("EC PRIVATE KEY", [0x30, 0]))),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = GmCertificates.Pkcs8(GmCertificates.RsaKey()))),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = GmCertificates.Pkcs8(GmCertificates.P256Key()))),
        ("VPN.0001", PrivateKey, () => Changed(texts => texts.PrivateKey = GmCertificates.Pkcs8(GmCertificates.Sm2Key()))),
        ("VPN.0001", PrivateKey, EncryptedKey),
        ("VPN.0001", PrivateKey, () => Changed(texts => (texts.PrivateKey, texts.EncPrivateKey) = (texts.EncPrivateKey, texts.PrivateKey))),
        ("VPN.0001", EncPrivateKey, () => Changed(texts => texts.EncPrivateKey = texts.PrivateKey)),
        ("VPN.0001", Certificate, () => GmCertificates.Texts(certificate: new Wish { Ca = true })),
        ("VPN.0001", EncCertificate, () => GmCertificates.Texts(encCertificate: new Wish { Ca = true })),
        ("VPN.0070", Certificate, () => GmCertificates.Texts(certificate: new Wish { Key = GmCertificates.RsaKey() })),
        ("VPN.0070", EncCertificate, () => GmCertificates.Texts(encCertificate: new Wish { Key = GmCertificates.P256Key() })),
        ("VPN.0070", Chain, () => Changed(texts => texts.CertificateChain = SelfSigned("SHA256WITHRSA", GmCertificates.RsaKey()))),
        ("VPN.0070", Chain, () => Changed(texts => texts.CertificateChain = SelfSigned("SHA256WITHECDSA", GmCertificates.P256Key()))),
        ("VPN.0070", Chain, () => Changed(texts => texts.CertificateChain = CustomerGateways.TestCertificates.Ed25519())),
        ("VPN.0071", Certificate, () => SignedBy("SHA256WITHRSA", GmCertificates.RsaKey(), isEnc: false)),
        ("VPN.0071", EncCertificate, () => SignedBy("SHA256WITHECDSA", GmCertificates.P256Key(), isEnc: true)),
        ("VPN.0071", Chain, () => GmCertificates.Texts(ca: new Wish { Signature = "SHA256WITHSM2" })),
        ("VPN.0071", Chain, () => Changed(texts => texts.CertificateChain = CrossSigned())),
        ("VPN.0072", Certificate, () => GmCertificates.Texts(certificate: new Wish { FromDays = -3, ToDays = -1 })),
        ("VPN.0072", EncCertificate, () => GmCertificates.Texts(encCertificate: new Wish { FromDays = -3, ToDays = -1 })),
        ("VPN.0072", Chain, () => GmCertificates.Texts(ca: new Wish { FromDays = -3, ToDays = -1 })),
        ("VPN.0073", Certificate, () => GmCertificates.Texts(certificate: new Wish { FromDays = 1 })),
        ("VPN.0073", EncCertificate, () => GmCertificates.Texts(encCertificate: new Wish { FromDays = 1 })),
        ("VPN.0073", Chain, () => GmCertificates.Texts(ca: new Wish { FromDays = 1 })),
        ("VPN.0074", Certificate, () => Changed(texts => texts.Certificate = "certificate")),
        ("VPN.0074", EncCertificate, () => Changed(texts => texts.EncCertificate = texts.EncPrivateKey)),
        ("VPN.0074", Chain, () => Changed(texts => texts.CertificateChain = "-----BEGIN CERTIFICATE-----\nEXAMPLE\n-----END CERTIFICATE-----")),
        ("VPN.0075", Certificate, () => Changed(texts => texts.Certificate = PemEncoding.WriteString("CERTIFICATE", [1, 2, 3]))),
        ("VPN.0075", EncCertificate, () => Changed(texts => texts.EncCertificate = Broken(texts.EncCertificate, at: 5))),
        ("VPN.0075", Chain, () => Changed(texts => texts.CertificateChain = CustomerGateways.TestCertificates.WithMoreInside())),
        // More than one where one is meant.
        ("VPN.0075", Certificate, () => Changed(texts => texts.Certificate += "\n" + texts.CertificateChain)),
        ("VPN.0075", Chain, () => Changed(texts => texts.CertificateChain += "\n" + GmCertificates.Ca().Pem)),
        // Answers could not show it.
        ("VPN.0075", Certificate, () => GmCertificates.Texts(certificate: new Wish { Subject = "" })),
        ("VPN.0075", Certificate, () => GmCertificates.Texts(certificate: new Wish { Subject = SubjectOf(257) })),
        ("VPN.0075", Certificate, () => GmCertificates.Texts(certificate: new Wish { Subject = "CN=a\u0000b" })),
        ("VPN.0075", EncCertificate, () => GmCertificates.Texts(encCertificate: new Wish { Serial = new string('1', 65) })),
        // Not signed by the CA: by another of the same name, by nobody, with a signature that is broken, by a CA of another name.
        ("VPN.0075", Certificate, () => Changed(texts => texts.Certificate = GmCertificates.Issue(GmCertificates.Ca()).Pem)),
        ("VPN.0075", Certificate, () => Changed(texts => texts.CertificateChain = GmCertificates.Ca().Pem)),
        ("VPN.0075", EncCertificate, () => Changed(texts => texts.EncCertificate = GmCertificates.Issue(null).Pem)),
        ("VPN.0075", Certificate, () => Changed(texts => texts.Certificate = Broken(texts.Certificate, at: -1))),
        ("VPN.0075", Certificate, OtherName),
        ("VPN.0076", Chain, () => GmCertificates.Texts(ca: new Wish { Ca = false })),
        ("VPN.0076", Chain, () => Changed(texts => texts.CertificateChain = texts.EncCertificate)),
    ];

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Texts_that_break_a_rule_change_nothing(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (empty, full) = (await system.InsertGmAsync(caller), await system.InsertGmAsync(caller));
        var id = (await system.UploadAsync(caller, full, GmCertificates.Texts())).Id;
        await system.QuietAsync();
        var before = await system.DumpAsync();
        foreach (var (code, field, texts) in BadTexts)
        {
            var sent = texts();
            await RefusedAsync(Refused.Async(system.Upload(caller, empty, sent)), code, field, sent);
            await RefusedAsync(Refused.Async(system.Change(caller, full, id, sent)), code, field, sent);
        }
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_missing_or_there_already_is_refused(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (empty, full, other) = (await system.InsertGmAsync(caller), await system.InsertGmAsync(caller), await system.InsertGmAsync(caller));
        var plain = await system.InsertAsync(caller.ProjectId);
        var (texts, others) = (GmCertificates.Texts(), GmCertificates.Texts());
        var id = (await system.UploadAsync(caller, full, texts)).Id;
        var otherId = (await system.UploadAsync(caller, other, others)).Id;
        await system.QuietAsync();
        var before = await system.DumpAsync();

        (string Code, string Field, Task<(string Code, string Status, string Message, string[] Fields)> Refusal)[] table =
        [
            ("VPN.0001", "certificate", Refused.Async(system.Upload(caller, empty, null))),
            ("VPN.0001", "vgw_id", Refused.Async(system.Upload(caller, "x", texts))),
            ("VPN.0004", "", Refused.Async(system.Upload(caller, Examples.Id(), texts))),
            ("VPN.0001", "vgw_id", Refused.Async(system.Upload(caller, plain, texts))),
            ("VPN.0001", "vgw_id", Refused.Async(system.Upload(caller, full, others))),
            ("VPN.0077", Certificate, Refused.Async(system.Upload(caller, full, texts))),
            ("VPN.0077", EncCertificate, Refused.Async(system.Upload(caller, empty, OneTwice(texts)))),
            ("VPN.0001", EncCertificate, Refused.Async(system.Change(caller, full, id, OneTwice(texts)))),
            ("VPN.0001", "certificate", Refused.Async(system.Change(caller, full, id, null))),
            ("VPN.0001", "vgw_id", Refused.Async(system.Change(caller, "x", id, texts))),
            ("VPN.0001", "certificate_id", Refused.Async(system.Change(caller, full, "x", texts))),
            ("VPN.0004", "", Refused.Async(system.Change(caller, Examples.Id(), id, texts))),
            ("VPN.0004", "", Refused.Async(system.Change(caller, full, Examples.Id(), texts))),
            ("VPN.0004", "", Refused.Async(system.Change(caller, full, otherId, texts))),
            ("VPN.0004", "", Refused.Async(system.Change(caller, empty, id, texts))),
            ("VPN.0004", "", Refused.Async(system.Change(caller, plain, id, new() { Name = "abc" }))),
            ("VPN.0001", "vgw_id", Refused.Async(system.Show(caller, "x"))),
            ("VPN.0004", "", Refused.Async(system.Show(caller, Examples.Id()))),
            ("VPN.0004", "", Refused.Async(system.Show(caller, empty))),
        ];
        foreach (var (code, field, refusal) in table)
        {
            await RefusedAsync(refusal, code, field, texts);
        }
        (await system.DumpAsync()).ShouldBe(before);
    }

    public static TheoryData<string, string, string, string> Statuses => new()
    {
        { "PENDING_CREATE", "VPN.0003", "VPN.0003", "CREATING" },
        { "PENDING_UPDATE", "", "VPN.0003", "UPDATING" },
        { "PENDING_DELETE", "VPN.0003", "VPN.0003", "DELETING" },
        { "FAULT", "VPN.0510", "VPN.0510", "abnormal" },
        { "FREEZED", "VPN.0510", "VPN.0510", "abnormal" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task The_status_of_the_gateway_counts_last(string status, string onUpload, string onChange, string words)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (empty, full, plain) = (await system.InsertGmAsync(caller), await system.InsertGmAsync(caller), await system.InsertAsync(caller.ProjectId));
        var texts = GmCertificates.Texts();
        var id = (await system.UploadAsync(caller, full, texts)).Id;
        foreach (var gatewayId in new[] { empty, full, plain })
        {
            await system.PutIntoAsync(gatewayId, status);
        }

        (await Refused.Async(system.Upload(caller, plain, texts))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(system.Upload(caller, full, texts))).Code.ShouldBe("VPN.0077");
        (await Refused.Async(system.Upload(caller, full, GmCertificates.Texts()))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(system.Change(caller, full, id, GmCertificates.Texts(new Wish { ToDays = 0, FromDays = -3 })))).Code.ShouldBe("VPN.0072");
        foreach (var changes in new[] { new NewVpnGatewayCertificate { Name = "abc" }, texts, GmCertificates.Texts() })
        {
            var refusal = await Refused.Async(system.Change(caller, full, id, changes));
            (refusal.Code, refusal.Status).ShouldBe((onChange, onChange == "VPN.0003" ? "403" : "500"));
            refusal.Message.ShouldContain(words);
        }
        (await system.ShowCertificateAsync(caller, full)).Id.ShouldBe(id);

        if (onUpload.Length == 0)
        {
            (await system.UploadAsync(caller, empty, texts)).VgwId.ShouldBe(empty);
            (await system.ShowAsync(caller, empty)).Status.ShouldBe(status);
            return;
        }
        (await Refused.Async(system.Upload(caller, empty, texts))).Code.ShouldBe(onUpload);
        (await system.ShowAsync(caller, empty)).HasCertificateId.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_just_within_the_bounds_is_taken()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        NewVpnGatewayCertificate[] table =
        [
            Changed(texts => texts.Name = "a.1"),
            Changed(texts => texts.Name = new string('中', 63)),
            Changed(texts => texts.Certificate = texts.Certificate.PadRight(4096)),
            Changed(texts => texts.PrivateKey = texts.PrivateKey.PadRight(4096)),
            Changed(texts => texts.CertificateChain = texts.CertificateChain.PadRight(8192)),
            GmCertificates.Texts(certificate: new Wish { Subject = SubjectOf(256) }),
            GmCertificates.Texts(encCertificate: new Wish { Serial = new string('1', 49), Ca = false }),
        ];
        foreach (var texts in table)
        {
            await system.UploadAsync(caller, await system.InsertGmAsync(caller), texts);
        }
    }

    private static async Task RefusedAsync(
        Task<(string Code, string Status, string Message, string[] Fields)> call, string code, string field, NewVpnGatewayCertificate sent)
    {
        var refusal = await call;
        var about = $"{code} {field}: {refusal.Message}";
        (refusal.Code, refusal.Status).ShouldBe((code, code == "VPN.0004" ? "404" : "400"), about);
        if (field.Length > 0)
        {
            refusal.Fields.ShouldContain(field, about);
            refusal.Message.ShouldContain(field, customMessage: about);
        }
        foreach (var secret in new[] { sent.PrivateKey, sent.EncPrivateKey }.SelectMany(text => text.Split('\n')).Where(line => line.Length > 20))
        {
            refusal.Message.ShouldNotContain(secret, customMessage: about);
        }
    }

    private static NewVpnGatewayCertificate Changed(Action<NewVpnGatewayCertificate> change)
    {
        var texts = GmCertificates.Texts();
        change(texts);
        return texts;
    }

    private static NewVpnGatewayCertificate OneTwice(NewVpnGatewayCertificate texts) =>
        new(texts) { EncCertificate = texts.Certificate, EncPrivateKey = texts.PrivateKey };

    private static NewVpnGatewayCertificate EncryptedKey()
    {
        var ca = GmCertificates.Ca();
        var certificate = GmCertificates.Issue(ca);
        return new(GmCertificates.Texts(ca, certificate, GmCertificates.Issue(ca))) { PrivateKey = GmCertificates.Encrypted(certificate.Key) };
    }

    private static NewVpnGatewayCertificate OtherName()
    {
        var key = GmCertificates.Sm2Key();
        var (ca, other) = (GmCertificates.Ca(new Wish { Key = key }), GmCertificates.Issue(null, new Wish { Key = key, Ca = true, Subject = "CN=other" }));
        return new(GmCertificates.Texts(ca, GmCertificates.Issue(ca), GmCertificates.Issue(ca))) { CertificateChain = other.Pem };
    }

    /// <summary>A certificate of an SM2 key that a CA of another kind signed.</summary>
    private static NewVpnGatewayCertificate SignedBy(string signature, Org.BouncyCastle.Crypto.AsymmetricCipherKeyPair key, bool isEnc)
    {
        var signer = GmCertificates.Issue(null, new Wish { Key = key, Signature = signature, Subject = GmCertificates.CaName, Ca = true });
        var pem = GmCertificates.Issue(signer, new Wish { Signature = signature }).Pem;
        return Changed(texts => (texts.Certificate, texts.EncCertificate) = isEnc ? (texts.Certificate, pem) : (pem, texts.EncCertificate));
    }

    private static string SelfSigned(string signature, Org.BouncyCastle.Crypto.AsymmetricCipherKeyPair key) =>
        GmCertificates.Ca(new Wish { Key = key, Signature = signature }).Pem;

    private static string CrossSigned()
    {
        var root = GmCertificates.Ca(new Wish { Key = GmCertificates.RsaKey(), Signature = "SHA256WITHRSA" });
        return GmCertificates.Issue(root, new Wish { Signature = "SHA256WITHRSA", Ca = true }).Pem;
    }

    /// <summary>A name that is so long, of parts none of which is longer than the standard has it.</summary>
    private static string SubjectOf(int length)
    {
        var parts = string.Concat(Enumerable.Repeat($"OU={new string('a', 60)},", 3));
        return $"{parts}OU={new string('b', length - parts.Length - 3)}";
    }

    /// <summary>With one byte changed, counted from the end when negative.</summary>
    private static string Broken(string pem, int at)
    {
        var der = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        der[at < 0 ? der.Length + at : at] ^= 0x55;
        return PemEncoding.WriteString("CERTIFICATE", der);
    }
}
