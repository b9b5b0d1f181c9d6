using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.Tests.ClientCaCertificates;
using VpnMesh.P2C.Tests.ServerCertificates;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Gateways.Agents;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.Tests.VpnServers;

/// <summary>Servers as they are created and shown.</summary>
public sealed class VpnServerLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Keep =
        """
        CREATE TABLE IF NOT EXISTS told (seq INTEGER, body TEXT);
        CREATE TRIGGER IF NOT EXISTS keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_server_is_shown_as_sent_with_defaults_for_what_was_not(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        (await servers.List()).VpnServers.ShouldBeEmpty();

        // The name of the identity provider is ignored.
        var id = (await servers.On(servers.GatewayId.ToUpperInvariant()).Create(ServerActions.Example(server => server.IdpName = "idp1"))).VpnServer.Id;

        var created = await servers.ShownAsync();
        (created.Id, created.P2CVgwId, created.Status).ShouldBe((id, servers.GatewayId, "PENDING_CREATE"));
        (created.ClientCidr, created.ClientAuthType, created.TunnelProtocol).ShouldBe(("172.16.0.1/20", "LOCAL_PASSWORD", "SSL"));
        created.LocalSubnets.ShouldBe(["10.16.1.7/24", "10.16.0.0/24"]);
        created.SslOptions.ShouldBe(new SslOptions
        {
            Protocol = "TCP",
            Port = 443,
            EncryptionAlgorithm = "AES-128-GCM",
            AuthenticationAlgorithm = "SHA256",
            IsCompressed = false,
        });
        (created.HasIdpName, created.DnsServers.Count, created.ClientCaCertificates.Count).ShouldBe((false, 0, 0));
        created.CreatedAt.ShouldBe(created.UpdatedAt);
        var certificate = created.ServerCertificate;
        (certificate.Source, certificate.HasId, certificate.HasName, certificate.SignatureAlgorithm).ShouldBe(("SERVICE_SIGN", false, false, "SHA256WITHECDSA"));
        certificate.Issuer.ShouldContain(servers.Caller.ProjectId);
        certificate.Subject.ShouldContain(id);

        await servers.ApplyAsync();
        (await servers.ShownAsync()).Status.ShouldBe("ACTIVE");
        (await servers.System.QueryAsync<string>("SELECT name FROM vpn_user_group WHERE vpn_server_id = @id", new { id })).ShouldBe(["default"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_certificate_of_the_store_and_CAs_of_clients_are_shown_without_their_texts(string dialect)
    {
        var system = await systems[dialect];
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var stored = StoreCertificates.Issued(servers.Caller.ProjectId);
        await system.Register(stored);
        var (first, second) = (ServerActions.Ca(), ServerActions.Ca(CaCertificates.Pem()));
        second.Name = "zweite";
        await servers.CreateAsync(server =>
        {
            server.ServerCertificate = new NewServerCertificate { Id = stored.CertificateId };
            server.ClientAuthType = "CERT";
            server.ClientCaCertificates.Add([second, first]);
            server.SslOptions = new NewSslOptions { Port = 1194, EncryptionAlgorithm = "AES-256-GCM", IsCompressed = true };
            server.DnsServers.Add(["10.0.0.2", "10.0.0.2"]);
        });

        var shown = await servers.ShownAsync();

        var certificate = shown.ServerCertificate;
        (certificate.Id, certificate.Name, certificate.Source).ShouldBe((stored.CertificateId, "test-05304", "CCM"));
        (certificate.SerialNumber, certificate.SignatureAlgorithm).ShouldBe(("290001336206647651337992", "SHA256WITHRSA"));
        (certificate.Subject, certificate.Issuer).ShouldBe(("C=CN,CN=www.server.example.com", "C=CN,O=示例,CN=Root"));
        shown.ClientCaCertificates[0].Name.ShouldBe("zweite");
        shown.ClientCaCertificates[1].Name.ShouldMatch("^ca-cert-[0-9a-f]{4}$");
        shown.ClientCaCertificates[1].SerialNumber.ShouldBe("621079609299744022526309164429940520767604766768");
        (shown.SslOptions.Port, shown.SslOptions.AuthenticationAlgorithm, shown.SslOptions.IsCompressed).ShouldBe((1194, "SHA384", true));
        shown.DnsServers.ShouldBe(["10.0.0.2", "10.0.0.2"]);
        shown.ToString().ShouldNotContain("BEGIN");

        await system.DeleteCertificate(servers.Caller.ProjectId, stored.CertificateId);
        var without = (await servers.ShownAsync()).ServerCertificate;
        (without.HasId, without.Id, without.SerialNumber).ShouldBe((true, "", certificate.SerialNumber));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_has_one_server_whoever_creates_at_once(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);

        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await servers.Create(ServerActions.Example());
                return "created";
            }
            catch (RpcException exception)
            {
                return exception.Status.Detail;
            }
        }));

        codes.Count(code => code == "created").ShouldBe(1);
        (await servers.ListAll()).TotalCount.ShouldBe(1);
        (await Refused.Async(servers.Create(ServerActions.Example()))).Code.ShouldBe("VPN.1102");
        (await servers.System.QueryAsync<long>("SELECT COUNT(*) FROM service_ca WHERE project_id = @ProjectId", servers.Caller)).ShouldBe([1L]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Servers_of_a_project_that_are_signed_for_at_once_have_one_CA(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => servers.On(await servers.System.InsertGatewayAsync(servers.Caller))));

        await Task.WhenAll(all.Select(one => one.CreateAsync()));

        (await servers.ListAll()).VpnServers.Select(server => server.ServerCertificate.Issuer).Distinct().ShouldHaveSingleItem();
        var profiles = await Task.WhenAll(all.Select(async one => (await one.Export((await one.ShownAsync()).Id)).ClientConfig));
        profiles.Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Servers_of_the_project_are_listed_oldest_first_also_when_created_at_once(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var ids = new List<string> { await servers.CreateAsync() };
        foreach (var _ in Enumerable.Range(0, 3))
        {
            ids.Add(await servers.On(await servers.System.InsertGatewayAsync(servers.Caller)).CreateAsync());
        }
        await servers.System.ExecuteAsync("UPDATE vpn_server SET created_at = 5 WHERE project_id = @ProjectId", servers.Caller);

        var all = await servers.ListAll();
        var first = await servers.ListAll(limit: 2);
        var last = await servers.ListAll(limit: 2, first.PageInfo.NextMarker);

        all.VpnServers.Select(server => server.Id).ShouldBe(ids.Order());
        first.VpnServers.Concat(last.VpnServers).ShouldBe(all.VpnServers);
        (first.TotalCount, last.PageInfo.CurrentCount, last.PageInfo.HasNextMarker, all.PageInfo.HasNextMarker).ShouldBe((4, 2, false, false));
        (await servers.ListAll(limit: 0)).PageInfo.HasNextMarker.ShouldBeFalse();
        // A bare time stands after all of that time.
        (await servers.ListAll(marker: "1970-01-01T00:00:00.005Z")).VpnServers.ShouldBeEmpty();
        (await servers.ListAll(marker: "1970-01-01T00:00:00.004Z")).VpnServers.Count.ShouldBe(4);
        (await Refused.Async(servers.ListAll(limit: 201, marker: "x"))).Fields.ShouldBe(["limit", "marker"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_creation_repeated_with_its_token_creates_once(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var token = Guid.CreateVersion7().ToString();

        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await servers.Create(ServerActions.Example(), token)).VpnServer.Id));

        ids.Distinct().ShouldHaveSingleItem();
        var other = ServerActions.Example(server => server.DnsServers.Add("1.1.1.1"));
        (await Refused.Async(servers.Create(other, token))).Code.ShouldBe("VPN.0031");
        (await Refused.Async(servers.Create(ServerActions.Example(), "1"))).Code.ShouldBe("VPN.0001");
    }

    [Fact]
    public async Task Every_change_is_told_without_secrets()
    {
        var system = await systems["sqlite"];
        await system.ExecuteAsync(Keep);
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var id = await servers.CreateAsync();
        await servers.Update(id, new VpnServerChanges { ClientCidr = "172.17.0.0/20", SslOptions = new SslOptionsChanges { Port = 1194 } });
        await servers.ApplyAsync();
        await servers.Update(id, new VpnServerChanges { ClientCidr = "172.17.0.0/20" });

        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).Where(one => one.Subject == id).ToArray();

        var subnets = """["10.16.1.7/24","10.16.0.0/24"]""";
        var expiry = (await system.QueryAsync<long>($"SELECT signed_expire_time FROM vpn_server WHERE id = '{id}'"))[0].ToWireTime();
        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText().Replace(" ", "", StringComparison.Ordinal)}").ShouldBe(
        [
            $$"""vpn_server.created 1 {"p2c_vgw_id":"{{servers.GatewayId}}","client_cidr":"172.16.0.1/20","local_subnets":{{subnets}},"client_auth_type":"LOCAL_PASSWORD","certificate_expire_time":"{{expiry}}"}""",
            $$"""vpn_server.updated 2 {"p2c_vgw_id":"{{servers.GatewayId}}","client_cidr":"172.17.0.0/20","local_subnets":{{subnets}},"client_auth_type":"LOCAL_PASSWORD","changed":["client_cidr","ssl_options"],"certificate_expire_time":"{{expiry}}"}""",
            $$"""vpn_server.status_changed 2 {"old_status":"ACTIVE","new_status":"PENDING_UPDATE","p2c_vgw_id":"{{servers.GatewayId}}"}""",
        ]);
        events.ShouldAllBe(one => one.ProjectId == servers.Caller.ProjectId && one.EnterpriseProjectId == "0");
        events.ShouldAllBe(one => one.ResourceType == "vpn_server" && one.RequestId == servers.Caller.RequestId);
    }

    [Fact]
    public async Task CA_certificates_are_told_to_come_and_go_with_their_server()
    {
        var system = await systems["sqlite"];
        await system.ExecuteAsync(Keep);
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var id = await servers.CreateAsync(server =>
        {
            server.ClientAuthType = "CERT";
            server.ClientCaCertificates.Add(ServerActions.Ca());
        });
        await system.P2C.InTransactionAsync(
            async session =>
            {
                var gateways = await session.LockP2cVpnGatewaysAsync([servers.GatewayId]);
                await system.Services.GetRequiredService<IEndPointFollowers<P2CDatabase>>().DeleteAsync(session, gateways);
                return true;
            },
            CancellationToken.None);

        var told = (await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq")).Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!);
        var ofCa = told.Where(one => one.ResourceType == "client_ca_certificate" && one.ProjectId == servers.Caller.ProjectId).ToArray();
        ofCa.Select(one => one.Type).ShouldBe(["client_ca_certificate.imported", "client_ca_certificate.deleted"]);
        ofCa.ShouldAllBe(one => one.Subject == ofCa[0].Subject && one.Data.GetProperty("vpn_server_id").GetString() == id);
        ofCa[0].Data.GetProperty("expiration_time").GetString().ShouldBe("2033-08-05T11:52:34.000Z");
    }
}
