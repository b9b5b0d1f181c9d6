using System.Text.Json;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

/// <summary>What is told of the writes. The relay takes rows away, so what was written is caught by a copy of the outbox.</summary>
public sealed class CustomerGatewayEventTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Keep =
        """
        CREATE TABLE told (seq INTEGER, body TEXT);
        CREATE TRIGGER keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    [Fact]
    public async Task Every_write_is_told_with_its_subject_and_what_changed()
    {
        var system = await systems["sqlite"];
        await system.ExecuteAsync(Keep);
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, CustomerGatewayActions.Example());
        var certificate = new NewCaCertificate { Content = TestCertificates.Rsa() };
        var other = new NewCaCertificate { Content = TestCertificates.Sm2() };
        await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges { Name = "b" });
        await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges { CaCertificate = certificate });
        await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges { Name = "b", CaCertificate = certificate });
        await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges { Name = "c", CaCertificate = other });
        await system.DeleteCgwAsync(caller, created.Id);

        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).ToArray();

        string[] expiries = [Expiry(certificate), Expiry(other)];
        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText()}").ShouldBe(
        [
            """customer_gateway.created 1 {"name":"cgw-3ebf","id_type":"ip","id_value":"198.51.100.21","ca_expire_time":""}""",
            """customer_gateway.updated 2 {"name":"b","changed":["name"],"ca_expire_time":""}""",
            $$"""customer_gateway.updated 3 {"name":"b","changed":["ca_certificate"],"ca_expire_time":"{{expiries[0]}}"}""",
            $$"""customer_gateway.updated 4 {"name":"c","changed":["name","ca_certificate"],"ca_expire_time":"{{expiries[1]}}"}""",
            """customer_gateway.deleted 4 {"name":"c"}""",
        ]);
        events.ShouldAllBe(one => one.ProjectId == caller.ProjectId && one.EnterpriseProjectId == "0");
        events.ShouldAllBe(one => one.Subject == created.Id && one.ResourceType == "customer_gateway" && one.RequestId == caller.RequestId);
    }

    private static string Expiry(NewCaCertificate certificate) =>
        CertificateText.Read("content", certificate.Content).NotAfter.ToUnixTimeMilliseconds().ToWireTime();
}
