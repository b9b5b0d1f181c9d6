using System.Security.Cryptography;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

/// <summary>Every way in which a request can break a rule: its code, its field, and a store that is as it was.</summary>
public sealed class CustomerGatewayRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Gateway = "customer_gateway";
    private const string Content = "customer_gateway.ca_certificate.content";

    private static readonly (string Code, string Field, Func<NewCustomerGateway> Wanted)[] BadCreations =
    [
        ("VPN.0001", $"{Gateway}.name", () => Changed(gateway => gateway.Name = "")),
        ("VPN.0001", $"{Gateway}.name", () => Changed(gateway => gateway.Name = new string('a', 65))),
        ("VPN.0001", $"{Gateway}.name", () => Changed(gateway => gateway.Name = "a b")),
        ("VPN.0001", $"{Gateway}.name", () => Changed(gateway => gateway.Name = "a\n")),
        ("VPN.0001", $"{Gateway}.id_type", () => Changed(gateway => gateway.IdType = "IP")),
        ("VPN.0001", $"{Gateway}.id_value", () => new NewCustomerGateway { Name = "a" }),
        ("VPN.0001", $"{Gateway}.id_value", () => new NewCustomerGateway { IdType = "fqdn" }),
        ("VPN.0001", $"{Gateway}.id_value", () => Changed(gateway => gateway.IdValue = "")),
        ("VPN.0001", $"{Gateway}.id_value", () => Changed(gateway => gateway.IdValue = "198.51.100")),
        ("VPN.0001", $"{Gateway}.id_value", () => Changed(gateway => gateway.IdValue = "198.51.100.021")),
        ("VPN.0001", $"{Gateway}.id_value", () => Changed(gateway => gateway.IdValue = "2001:db8::1")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn(new string('a', 129))),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a&b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a<b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a>b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a[b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a]b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a\\b")),
        ("VPN.0001", $"{Gateway}.id_value", () => Fqdn("a?b")),
        ("VPN.0001", $"{Gateway}.ip", () => new NewCustomerGateway { Ip = "198.51.100" }),
        ("VPN.0001", $"{Gateway}.ip", () => new NewCustomerGateway { IdType = "fqdn", IdValue = "a", Ip = "198.51.100.21" }),
        ("VPN.0001", $"{Gateway}.bgp_asn", () => Changed(gateway => gateway.BgpAsn = 0)),
        ("VPN.0001", $"{Gateway}.bgp_asn", () => Changed(gateway => gateway.BgpAsn = 4294967296)),
        ("VPN.0001", $"{Gateway}.ca_certificate", () => Changed(gateway => gateway.CaCertificate = new NewCaCertificate())),
        ("VPN.0001", $"{Gateway}.ca_certificate", () => Changed(gateway => gateway.CaCertificate = new NewCaCertificate { Id = Unknown, Content = "a" })),
        ("VPN.0001", $"{Gateway}.ca_certificate.id", () => Changed(gateway => gateway.CaCertificate = new NewCaCertificate { Id = "a" })),
        ("VPN.0001", Content, () => CustomerGatewayActions.With("")),
        ("VPN.0001", Content, () => CustomerGatewayActions.With(new string('a', 8193))),
        ("VPN.0001", $"{Gateway}.tags[0].key", () => Changed(gateway => gateway.Tags.Add(new ResourceTag { Key = "", Value = "" }))),
        ("VPN.0001", $"{Gateway}.tags[0].key", () => Changed(gateway => gateway.Tags.Add(new ResourceTag { Key = "a/b", Value = "" }))),
        ("VPN.0001", $"{Gateway}.tags[0].value", () => Changed(gateway => gateway.Tags.Add(new ResourceTag { Key = "a" }))),
        ("VPN.0001", $"{Gateway}.tags[0].value", () => Changed(gateway => gateway.Tags.Add(new ResourceTag { Key = "a", Value = new string('a', 256) }))),
        ("VPN.0001", $"{Gateway}.tags[1].key", () => Changed(gateway => gateway.Tags.AddRange([Tag("a"), Tag("a")]))),
        ("VPN.0001", $"{Gateway}.tags", () => Changed(gateway => gateway.Tags.AddRange(Enumerable.Range(0, 21).Select(index => Tag($"{index}"))))),
        ("VPN.0004", "", () => Changed(gateway => gateway.CaCertificate = new NewCaCertificate { Id = Unknown })),
        ("VPN.0070", Content, () => CustomerGatewayActions.With(TestCertificates.Rsa(bits: 1024))),
        ("VPN.0070", Content, () => CustomerGatewayActions.With(TestCertificates.Ed25519())),
        ("VPN.0070", Content, () => CustomerGatewayActions.With(TestCertificates.Ec(ECCurve.NamedCurves.brainpoolP256r1, HashAlgorithmName.SHA256))),
        ("VPN.0070", Content, () => CustomerGatewayActions.With(TestCertificates.UnknownCurve())),
        ("VPN.0071", Content, () => CustomerGatewayActions.With(TestCertificates.Weak("SHA1WITHRSA"))),
        ("VPN.0071", Content, () => CustomerGatewayActions.With(TestCertificates.Weak("MD5WITHRSA"))),
        ("VPN.0072", Content, () => CustomerGatewayActions.With(TestCertificates.Rsa(fromDays: -2, toDays: -1))),
        ("VPN.0073", Content, () => CustomerGatewayActions.With(TestCertificates.Rsa(fromDays: 1, toDays: 2))),
        ("VPN.0074", Content, () => CustomerGatewayActions.With("certificate")),
        ("VPN.0074", Content, () => CustomerGatewayActions.With("-----BEGIN CERTIFICATE-----\nEXAMPLE\n-----END CERTIFICATE-----")),
        ("VPN.0074", Content, () => CustomerGatewayActions.With(PemEncoding.WriteString("PRIVATE KEY", [1, 2, 3]))),
        ("VPN.0075", Content, () => CustomerGatewayActions.With(PemEncoding.WriteString("CERTIFICATE", [1, 2, 3]))),
        ("VPN.0075", Content, () => CustomerGatewayActions.With(TestCertificates.Broken())),
        ("VPN.0075", Content, () => CustomerGatewayActions.With(TestCertificates.WithMoreInside())),
        ("VPN.0076", Content, () => CustomerGatewayActions.With(TestCertificates.Rsa(ca: false))),
        ("VPN.0076", Content, () => CustomerGatewayActions.With(TestCertificates.Rsa(ca: null))),
    ];

    private static readonly string Unknown = Guid.CreateVersion7().ToString();

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_creation_that_breaks_a_rule_changes_nothing(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        await system.CreateAsync(caller, CustomerGatewayActions.Example());
        await system.QuietAsync();
        var before = await system.DumpAsync();
        foreach (var (code, field, wanted) in BadCreations)
        {
            var request = new CreateCgwRequest { CustomerGateway = wanted() };
            await RefusedAsync(Refused.Async(system.Cgws().CreateCgwAsync(request, system.As(caller))), code, field);
        }
        await RefusedAsync(Refused.Async(system.Cgws().CreateCgwAsync(new CreateCgwRequest(), system.As(caller))), "VPN.0001", Gateway);
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_update_that_breaks_a_rule_changes_nothing(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = (await system.CreateAsync(caller, CustomerGatewayActions.With(TestCertificates.Rsa()))).Id;
        await system.QuietAsync();
        var before = await system.DumpAsync();
        (string Code, string Field, string Id, CustomerGatewayChanges? Changes)[] table =
        [
            ("VPN.0001", "customer_gateway_id", "x", new CustomerGatewayChanges()),
            ("VPN.0001", Gateway, id, null),
            ("VPN.0001", $"{Gateway}.name", id, new CustomerGatewayChanges { Name = "" }),
            ("VPN.0001", $"{Gateway}.ca_certificate", id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate() }),
            ("VPN.0074", Content, id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Content = "x" } }),
            ("VPN.0075", Content, id, WithContent(TestCertificates.Broken())),
            ("VPN.0004", "", Unknown, new CustomerGatewayChanges { Name = "a" }),
            ("VPN.0004", "", id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Id = Unknown } }),
            ("VPN.0070", Content, id, WithContent(TestCertificates.Rsa(bits: 1024))),
            ("VPN.0071", Content, id, WithContent(TestCertificates.Weak("SHA1WITHRSA"))),
            ("VPN.0072", Content, id, WithContent(TestCertificates.Rsa(fromDays: -2, toDays: -1))),
            ("VPN.0073", Content, id, WithContent(TestCertificates.Rsa(fromDays: 1, toDays: 2))),
            ("VPN.0076", Content, id, WithContent(TestCertificates.Rsa(ca: false))),
            // The form of the request comes before the customer gateway; the dates, which do not count for the present certificate, after it.
            ("VPN.0070", Content, Unknown, WithContent(TestCertificates.Rsa(bits: 1024))),
            ("VPN.0071", Content, Unknown, WithContent(TestCertificates.Weak("SHA1WITHRSA"))),
            ("VPN.0076", Content, Unknown, WithContent(TestCertificates.Rsa(ca: false))),
            ("VPN.0074", Content, Unknown, WithContent("x")),
            ("VPN.0075", Content, Unknown, WithContent(TestCertificates.Broken())),
            ("VPN.0004", "", Unknown, WithContent(TestCertificates.Rsa(fromDays: -2, toDays: -1))),
            ("VPN.0004", "", Unknown, WithContent(TestCertificates.Rsa(fromDays: 1, toDays: 2))),
        ];
        foreach (var (code, field, target, changes) in table)
        {
            var request = new UpdateCgwRequest { CustomerGatewayId = target, CustomerGateway = changes };
            await RefusedAsync(Refused.Async(system.Cgws().UpdateCgwAsync(request, system.As(caller))), code, field);
        }
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_just_within_the_bounds_is_taken()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var pem = TestCertificates.Rsa();
        NewCustomerGateway[] table =
        [
            Changed(gateway => gateway.Name = "a"),
            Changed(gateway => gateway.Name = new string('a', 64)),
            Changed(gateway => gateway.BgpAsn = 1),
            Changed(gateway => gateway.BgpAsn = 4294967295),
            Fqdn(new string('a', 128)),
            CustomerGatewayActions.With(pem + new string('\n', 8192 - pem.Length)),
            Changed(gateway => gateway.Tags.AddRange(Enumerable.Range(0, 20).Select(index => Tag($"{index}")))),
        ];
        foreach (var wanted in table)
        {
            var created = await system.CreateAsync(caller, wanted);
            created.IdValue.ShouldBe(wanted.IdValue);
            created.BgpAsn.ShouldBe(wanted.BgpAsn);
            created.Tags.ShouldBe(wanted.Tags);
        }
    }

    [Fact]
    public async Task The_quota_is_checked_last()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        await system.CreateAsync(caller, CustomerGatewayActions.Example());
        await system.SetQuotaAsync(caller, 1);
        (string Code, string Field, NewCustomerGateway Wanted)[] table =
        [
            ("VPN.0001", $"{Gateway}.name", Changed(gateway => gateway.Name = "")),
            ("VPN.0004", "", Changed(gateway => gateway.CaCertificate = new NewCaCertificate { Id = Unknown })),
            ("VPN.0072", Content, CustomerGatewayActions.With(TestCertificates.Rsa(fromDays: -2, toDays: -1))),
            ("VPN.0076", Content, CustomerGatewayActions.With(TestCertificates.Rsa(ca: false))),
            ("VPN.0513", "", CustomerGatewayActions.Example()),
        ];
        foreach (var (code, field, wanted) in table)
        {
            var request = new CreateCgwRequest { CustomerGateway = wanted };
            await RefusedAsync(Refused.Async(system.Cgws().CreateCgwAsync(request, system.As(caller))), code, field);
        }
    }

    [Fact]
    public async Task A_malformed_id_or_place_in_the_list_is_refused()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        await RefusedAsync(Refused.Async(system.Cgws().ShowCgwAsync(new ShowCgwRequest { CustomerGatewayId = "x" }, system.As(caller))), "VPN.0001", "customer_gateway_id");
        await RefusedAsync(Refused.Async(system.Cgws().DeleteCgwAsync(new DeleteCgwRequest { CustomerGatewayId = "x" }, system.As(caller))), "VPN.0001", "customer_gateway_id");
        (string Field, ListCgwsRequest Request)[] table =
        [
            ("limit", new ListCgwsRequest { Limit = -1 }),
            ("limit", new ListCgwsRequest { Limit = 201 }),
            ("cgw_id", new ListCgwsRequest { CgwId = "x" }),
            ("marker", new ListCgwsRequest { Marker = "" }),
            ("marker", new ListCgwsRequest { Marker = "2025-06-28" }),
            ("marker", new ListCgwsRequest { Marker = "2025-06-28T06:25:01.937" }),
            ("marker", new ListCgwsRequest { Marker = "2025-13-28T06:25:01.937Z" }),
            ("marker", new ListCgwsRequest { Marker = "2025-06-28T06:25:01.937Z_" }),
            ("marker", new ListCgwsRequest { Marker = "2025-06-28T06:25:01.937Z_x" }),
        ];
        foreach (var (field, request) in table)
        {
            await RefusedAsync(Refused.Async(system.Cgws().ListCgwsAsync(request, system.As(caller))), "VPN.0001", field);
        }
    }

    private static async Task RefusedAsync(Task<(string Code, string Status, string Message, string[] Fields)> call, string code, string field)
    {
        var refusal = await call;
        refusal.Code.ShouldBe(code, $"{field}: {refusal.Message}");
        refusal.Status.ShouldBe(code == "VPN.0004" ? "404" : "400");
        refusal.Message.ShouldContain(field);
        refusal.Fields.ShouldBe(field.Length == 0 ? [] : [field]);
    }

    private static NewCustomerGateway Changed(Action<NewCustomerGateway> change)
    {
        var gateway = CustomerGatewayActions.Example();
        change(gateway);
        return gateway;
    }

    private static CustomerGatewayChanges WithContent(string pem) => new() { CaCertificate = new NewCaCertificate { Content = pem } };

    private static NewCustomerGateway Fqdn(string value) => new() { IdType = "fqdn", IdValue = value };

    private static ResourceTag Tag(string key) => new() { Key = key, Value = "" };
}
