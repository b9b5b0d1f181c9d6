using System.Security.Cryptography;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

/// <summary>What is kept of a certificate, and which of those that are kept may be named.</summary>
public sealed class CustomerGatewayCertificateTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string CertificateId = "customer_gateway.ca_certificate.id";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_the_certificate_itself_is_kept_of_what_was_pasted(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        using var key = RSA.Create(2048);
        var pem = TestCertificates.Rsa();
        var pasted = $"# of the branch office\n{pem}\n{key.ExportRSAPrivateKeyPem()}\n";
        var created = await system.CreateAsync(caller, CustomerGatewayActions.With(pasted));
        var changed = await system.CreateAsync(caller, CustomerGatewayActions.Example());
        await system.UpdateAsync(caller, changed.Id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Content = pasted } });

        (await system.DumpAsync()).ShouldNotContain("PRIVATE KEY");
        var kept = await system.QueryAsync<string>("SELECT content FROM ca_certificate WHERE project_id = @ProjectId", new { caller.ProjectId });
        kept.ShouldHaveSingleItem().ShouldBe(pem);
        // It is still known by what it is, however it is sent.
        (await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Content = pem } })).ShouldBe(created);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_stored_certificate_must_be_of_the_project_and_not_expired_to_be_named(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var stranger = TestSystem.User(TestSystem.NewProject());
        var pem = TestCertificates.Rsa();
        var foreign = (await system.CreateAsync(stranger, CustomerGatewayActions.With(pem))).CaCertificate.Id;
        var expired = (await system.CreateAsync(caller, CustomerGatewayActions.With(pem))).CaCertificate.Id;
        await system.ExecuteAsync("UPDATE ca_certificate SET expire_time = 1 WHERE id = @expired", new { expired });
        var other = await system.CreateAsync(caller, CustomerGatewayActions.Example());
        await system.QuietAsync();
        var before = await system.DumpAsync();

        foreach (var (id, code, fields) in new[] { (foreign, "VPN.0004", Array.Empty<string>()), (expired, "VPN.0072", [CertificateId]) })
        {
            var creation = CustomerGatewayActions.Example();
            creation.CaCertificate = new NewCaCertificate { Id = id };
            var change = new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Id = id } };
            var refusals = new[] { await RefusedAsync(system, caller, creation), await RefusedAsync(system, caller, other.Id, change) };
            refusals.ShouldAllBe(refusal => refusal.Code == code);
            refusals.ShouldAllBe(refusal => refusal.Fields.SequenceEqual(fields));
        }
        (await system.DumpAsync()).ShouldBe(before);
    }

    private static Task<(string Code, string Status, string Message, string[] Fields)> RefusedAsync(
        TestSystem system, CallerContext caller, NewCustomerGateway wanted) =>
        Refused.Async(system.Cgws().CreateCgwAsync(new CreateCgwRequest { CustomerGateway = wanted }, system.As(caller)));

    private static Task<(string Code, string Status, string Message, string[] Fields)> RefusedAsync(
        TestSystem system, CallerContext caller, string id, CustomerGatewayChanges changes) =>
        Refused.Async(system.Cgws().UpdateCgwAsync(new UpdateCgwRequest { CustomerGatewayId = id, CustomerGateway = changes }, system.As(caller)));
}
