using Org.BouncyCastle.Crypto;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

/// <summary>What is read of certificates of each kind, and every error that one of each kind can raise.</summary>
public sealed class CustomerGatewayCertificateKindTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Content = "customer_gateway.ca_certificate.content";

    private static readonly Dictionary<string, (Func<AsymmetricCipherKeyPair> Key, string Signature, string NotTaken)> Kinds = new()
    {
        ["RSA"] = (GmCertificates.RsaKey, "SHA384WITHRSA", "SHA224WITHRSA"),
        ["EC"] = (GmCertificates.P256Key, "SHA512WITHECDSA", "SHA1WITHECDSA"),
        ["SM2"] = (GmCertificates.Sm2Key, "SM3WITHSM2", "SHA256WITHSM2"),
    };

    private static readonly Dictionary<string, (string Code, Func<string, string> Pem)> Faults = new()
    {
        ["a modulus that takes long to check"] = ("VPN.0070", _ => TestCertificates.WithModulus(8192)),
        ["signature algorithm"] = ("VPN.0071", kind => Pem(kind, wish => wish with { Signature = Kinds[kind].NotTaken })),
        ["expired"] = ("VPN.0072", kind => Pem(kind, wish => wish with { FromDays = -3, ToDays = -1 })),
        ["not yet valid"] = ("VPN.0073", kind => Pem(kind, wish => wish with { FromDays = 1 })),
        ["a private key"] = ("VPN.0074", kind => GmCertificates.Pkcs8(Kinds[kind].Key())),
        ["cut short"] = ("VPN.0074", kind => Pem(kind)[..^30]),
        ["two certificates"] = ("VPN.0075", kind => Pem(kind) + "\n" + Pem(kind)),
        ["a name that cannot be shown"] = ("VPN.0075", kind => GmCertificates.Issue(null, Wish(kind) with { Subject = "CN=a\u0000b" }).Pem),
        ["no CA"] = ("VPN.0076", kind => Pem(kind, wish => wish with { Ca = false })),
        ["no mark at all"] = ("VPN.0076", kind => GmCertificates.Issue(null, Wish(kind)).Pem),
    };

    public static MatrixTheoryData<string, string> FaultRows => new(Kinds.Keys, Faults.Keys);

    public static MatrixTheoryData<string, string> KindRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Kinds.Keys);

    [Theory]
    [MemberData(nameof(KindRows))]
    public async Task What_a_certificate_says_is_shown(string dialect, string kind)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var root = GmCertificates.Issue(null, Wish(kind) with { Subject = "C=XX,O=Root,CN=Root", Ca = true });
        var issued = GmCertificates.Issue(root, Wish(kind) with { Subject = "C=XX,O=示例,CN=Branch CA", Ca = true, Serial = "16548506527294397241" });

        var created = await system.CreateAsync(caller, CustomerGatewayActions.With(issued.Pem));

        created.CaCertificate.ShouldBe(new CaCertificate
        {
            Id = created.CaCertificate.Id,
            SerialNumber = "16548506527294397241",
            SignatureAlgorithm = Kinds[kind].Signature,
            Issuer = "C=XX,O=Root,CN=Root",
            Subject = "C=XX,O=示例,CN=Branch CA",
            ExpireTime = issued.Certificate.NotAfter.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            IsUpdatable = true,
        });
        (await system.ShowCgwAsync(caller, created.Id)).ShouldBe(created);
        (await system.ListAsync(caller, new ListCgwsRequest())).CustomerGateways.ShouldHaveSingleItem().ShouldBe(created);
        var replaced = await system.UpdateAsync(caller, created.Id, Changes(root.Pem));
        (replaced.CaCertificate.Subject, replaced.CaCertificate.IsUpdatable).ShouldBe(("C=XX,O=Root,CN=Root", true));
        replaced.CaCertificate.Id.ShouldNotBe(created.CaCertificate.Id);
    }

    [Theory]
    [MemberData(nameof(FaultRows))]
    public async Task A_certificate_with_a_fault_is_refused_by_creation_and_change(string kind, string fault)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var present = await system.CreateAsync(caller, CustomerGatewayActions.Example());
        var (code, pem) = Faults[fault];
        var content = pem(kind);

        var creation = new CreateCgwRequest { CustomerGateway = CustomerGatewayActions.With(content) };
        var change = new UpdateCgwRequest { CustomerGatewayId = present.Id, CustomerGateway = Changes(content) };
        foreach (var refusal in new[]
        {
            await Refused.Async(system.Cgws().CreateCgwAsync(creation, system.As(caller))),
            await Refused.Async(system.Cgws().UpdateCgwAsync(change, system.As(caller))),
        })
        {
            (refusal.Code, refusal.Status).ShouldBe((code, "400"));
            refusal.Fields.ShouldBe([Content]);
        }
        (await system.ShowCgwAsync(caller, present.Id)).ShouldBe(present);
    }

    private static CustomerGatewayChanges Changes(string content) => new() { CaCertificate = new NewCaCertificate { Content = content } };

    private static Wish Wish(string kind) => new() { Key = Kinds[kind].Key(), Signature = Kinds[kind].Signature };

    private static string Pem(string kind, Func<Wish, Wish>? change = null) => GmCertificates.Ca(change is null ? Wish(kind) : change(Wish(kind))).Pem;
}
