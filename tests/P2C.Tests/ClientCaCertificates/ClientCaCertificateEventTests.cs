using System.Text.Json;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.Tests.ClientCaCertificates;

/// <summary>What is told of the writes. The relay takes rows away, so what was written is caught by a copy of the outbox.</summary>
public sealed class ClientCaCertificateEventTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Keep =
        """
        CREATE TABLE told (seq INTEGER, body TEXT);
        CREATE TRIGGER keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    [Fact]
    public async Task Every_write_is_told_with_the_generation_of_the_server_and_without_the_text()
    {
        var system = await systems["sqlite"];
        await system.ExecuteAsync(Keep);
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var id = await system.ImportAsync(caller, ClientCaActions.Import(serverId, CaCertificates.Documented, "a"));
        await system.Cas().UpdateClientCaAsync(ClientCaActions.Rename(serverId, id, "b"), system.As(caller));
        await system.Cas().UpdateClientCaAsync(ClientCaActions.Rename(serverId, id, "b"), system.As(caller));
        await system.DeleteAsync(caller, serverId, id);

        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == id).ToArray();

        const string Names =
            """
            "subject":"CN=p2cvpn.test","issuer":"CN=p2cvpn.test","serial_number":"621079609299744022526309164429940520767604766768"
            """;
        const string Expiry = "2033-08-05T11:52:34.000Z";
        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText()}").ShouldBe(
        [
            $$"""client_ca_certificate.imported 2 {"name":"a","vpn_server_id":"{{serverId}}",{{Names}},"expiration_time":"{{Expiry}}"}""",
            $$"""client_ca_certificate.updated 2 {"name":"b","vpn_server_id":"{{serverId}}"}""",
            $$"""client_ca_certificate.deleted 3 {"name":"b","vpn_server_id":"{{serverId}}",{{Names}}}""",
        ]);
        var ofServer = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == serverId);
        ofServer.Select(one => $"{one.Type} {one.Generation}").ShouldBe(["vpn_server.status_changed 2"], "it is updated until an agent reports");
        events.ShouldAllBe(one => one.ProjectId == caller.ProjectId && one.EnterpriseProjectId == "0");
        events.ShouldAllBe(one => one.ResourceType == "client_ca_certificate" && one.RequestId == caller.RequestId);
    }
}
