using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.ClientCaCertificates;

/// <summary>What is read of certificates of each kind, and every error that one can raise.</summary>
public sealed class ClientCaCertificateKindTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Content = "client_ca_certificate.content";

    private static readonly Wish Rsa = new() { Key = CaCertificates.RsaKey, Signature = "SHA256WITHRSA" };

    private static readonly Dictionary<string, Wish> Kinds = new()
    {
        ["RSA"] = Rsa,
        ["RSA with SHA-512"] = Rsa with { Signature = "SHA512WITHRSA" },
        ["EC"] = new Wish(),
        ["EC with SHA-384"] = new Wish { Signature = "SHA384WITHECDSA" },
    };

    private static readonly Dictionary<string, (string Code, Func<string> Pem)> Faults = new()
    {
        ["no text"] = ("VPN.0074", () => ""),
        ["no PEM"] = ("VPN.0074", () => "certificate"),
        ["no end line"] = ("VPN.0074", () => CaCertificates.Pem()[..^30]),
        ["a damaged begin line"] = ("VPN.0074", () => CaCertificates.Pem().Replace("BEGIN CERTIFICATE", "BEGIN CERT")),
        ["no base64"] = ("VPN.0074", () => CaCertificates.Pem().Replace("MII", "M!I").Replace("MIIB", "M!IB")),
        ["a private key"] = ("VPN.0074", CaCertificates.PrivateKey),
        ["far too long"] = ("VPN.0074", () => CaCertificates.Pem() + new string('\n', 100_000)),
        ["broken DER"] = ("VPN.0075", CaCertificates.Broken),
        ["two certificates"] = ("VPN.0075", () => CaCertificates.Pem() + "\n" + CaCertificates.Pem()),
        ["a name too long to be shown"] = ("VPN.0075", () => CaCertificates.Pem(new Wish { Subject = $"O={new string('a', 300)}" })),
        ["no CA"] = ("VPN.0076", () => CaCertificates.Pem(new Wish { Ca = false })),
        ["no mark at all"] = ("VPN.0076", () => CaCertificates.Pem(Rsa with { Ca = null })),
        ["an unknown kind of key"] = ("VPN.0070", () => CaCertificates.Pem(Ed25519)),
        ["an unknown curve"] = ("VPN.0070", () => CaCertificates.Pem(new Wish { Key = CaCertificates.K1Key })),
        ["SM2"] = ("VPN.0070", () => CaCertificates.Pem(new Wish { Key = CaCertificates.Sm2Key, Signature = "SM3WITHSM2" })),
        ["a short RSA key"] = ("VPN.0070", () => CaCertificates.Pem(Rsa with { Key = CaCertificates.ShortRsaKey })),
        ["a modulus that takes long to check"] = ("VPN.0070", () => CaCertificates.WithModulus(8192)),
        ["SHA-1"] = ("VPN.0071", () => CaCertificates.Pem(Rsa with { Signature = "SHA1WITHRSA" })),
        ["MD5"] = ("VPN.0071", () => CaCertificates.Pem(Rsa with { Signature = "MD5WITHRSA" })),
        ["SHA-1 of EC"] = ("VPN.0071", () => CaCertificates.Pem(new Wish { Signature = "SHA1WITHECDSA" })),
        ["not yet valid"] = ("VPN.0073", () => CaCertificates.Pem(new Wish { FromDays = 1 })),
        ["expired"] = ("VPN.0072", () => CaCertificates.Pem(new Wish { FromDays = -3, ToDays = -1 })),
        ["no CA and an unknown kind of key"] = ("VPN.0076", () => CaCertificates.Pem(Ed25519 with { Ca = false })),
        ["a short key, SHA-1 and expired"] = ("VPN.0070", () => CaCertificates.Pem(
            Rsa with { Key = CaCertificates.ShortRsaKey, Signature = "SHA1WITHRSA", FromDays = -3, ToDays = -1 })),
        ["SHA-1 and expired"] = ("VPN.0071", () => CaCertificates.Pem(Rsa with { Signature = "SHA1WITHRSA", FromDays = -3, ToDays = -1 })),
        ["never valid"] = ("VPN.0073", () => CaCertificates.Pem(new Wish { FromDays = 2, ToDays = -2 })),
    };

    public static TheoryData<string> FaultRows => [.. Faults.Keys];

    public static TheoryData<string> KindRows => [.. Kinds.Keys];

    private static Wish Ed25519 => new() { Key = CaCertificates.Ed25519Key, Signature = "Ed25519" };

    [Fact]
    public async Task The_documented_certificate_passes_as_documented()
    {
        var system = await systems["sqlite"];
        var certificate = ClientCaActions.New($"\n  {CaCertificates.Documented}\r\n ", "client_ca_8sux3d");
        var request = new CheckClientCaCertificateRequest { ClientCaCertificate = certificate };

        var answer = await system.Cas().CheckClientCaCertificateAsync(request, system.As(TestSystem.User(TestSystem.NewProject())));

        answer.ShouldBe(new CheckClientCaCertificateResponse
        {
            Name = "client_ca_8sux3d",
            Issuer = "CN=p2cvpn.test",
            Subject = "CN=p2cvpn.test",
            SerialNumber = "621079609299744022526309164429940520767604766768",
            ExpirationTime = "2033-08-05T11:52:34.000Z",
            SignatureAlgorithm = "SHA256WITHRSA",
        });
    }

    [Theory]
    [MemberData(nameof(KindRows))]
    public async Task What_a_certificate_says_is_shown_and_no_name_is_made_up(string kind)
    {
        var system = await systems["sqlite"];
        var request = new CheckClientCaCertificateRequest { ClientCaCertificate = ClientCaActions.New(CaCertificates.Pem(Kinds[kind])) };

        var answer = await system.Cas().CheckClientCaCertificateAsync(request, system.As(TestSystem.User(TestSystem.NewProject())));

        answer.HasName.ShouldBeFalse();
        (answer.Issuer, answer.Subject, answer.SerialNumber).ShouldBe(("C=XX,CN=Root", "C=XX,O=示例,CN=Client CA", "16548506527294397241"));
        answer.SignatureAlgorithm.ShouldBe(Kinds[kind].Signature);
    }

    [Theory]
    [MemberData(nameof(FaultRows))]
    public async Task A_certificate_with_a_fault_is_refused_by_check_and_import(string fault)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var (code, pem) = Faults[fault];
        var certificate = ClientCaActions.New(pem(), "client_ca_8sux3d");

        foreach (var refusal in new[]
        {
            await Refused.Async(system.Cas().CheckClientCaCertificateAsync(
                new CheckClientCaCertificateRequest { ClientCaCertificate = certificate }, system.As(caller))),
            await Refused.Async(system.Cas().ImportClientCaAsync(
                new ImportClientCaRequest { VpnServerId = serverId, ClientCaCertificate = certificate }, system.As(caller))),
        })
        {
            (refusal.Code, refusal.Status).ShouldBe((code, "400"));
            refusal.Fields.ShouldBe([Content]);
            refusal.Message.ShouldContain("client_ca_8sux3d");
        }
        (await system.CertificatesOfAsync(serverId)).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task A_fault_of_the_certificate_is_told_before_a_server_that_does_not_exist()
    {
        var system = await systems["sqlite"];
        var expired = ClientCaActions.Import("no-uuid", CaCertificates.Pem(new Wish { FromDays = -3, ToDays = -1 }), "client_ca_8sux3d");

        var refusal = await Refused.Async(system.Cas().ImportClientCaAsync(expired, system.As(TestSystem.User(TestSystem.NewProject()))));

        refusal.Message.ShouldBe("Certificate client_ca_8sux3d has expired.");
    }
}
