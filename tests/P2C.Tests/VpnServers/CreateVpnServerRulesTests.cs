using VpnMesh.P2C.Tests.ClientCaCertificates;
using VpnMesh.P2C.Tests.ServerCertificates;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.Tests.VpnServers;

/// <summary>What a creation is refused for, and which refusal comes first.</summary>
public sealed class CreateVpnServerRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Unknown = "00000000-0000-7000-8000-000000000000";

    private const string FirstCa = "client_ca_certificates[0].content";

    private static readonly Dictionary<string, (string Code, string Field, Action<NewVpnServer> Vary)> Cases = new()
    {
        ["tunnel_protocol"] = ("VPN.0001", "tunnel_protocol", server => server.TunnelProtocol = "IPSEC"),
        ["no client_cidr"] = ("VPN.0001", "client_cidr", server => server.ClearClientCidr()),
        ["client_cidr"] = ("VPN.1103", "client_cidr", server => server.ClientCidr = "172.16.0.0"),
        ["no local_subnets"] = ("VPN.1118", "local_subnets", server => server.LocalSubnets.Clear()),
        ["local_subnets"] = ("VPN.1103", "local_subnets", server => server.LocalSubnets.Add("x")),
        ["overlap"] = ("VPN.1119", "client_cidr", server => server.LocalSubnets.Add("172.16.15.255/32")),
        ["client_auth_type"] = ("VPN.0001", "client_auth_type", server => server.ClientAuthType = "cert"),
        ["source"] = ("VPN.0001", "server_certificate.source", server => server.ServerCertificate.Source = "ccm"),
        ["no server_certificate"] = ("VPN.1100", "server_certificate", server => server.ServerCertificate = null),
        ["neither source nor id"] = ("VPN.1100", "server_certificate", server => server.ServerCertificate = new NewServerCertificate()),
        ["CCM without id"] = ("VPN.1100", "server_certificate", server => server.ServerCertificate = new NewServerCertificate { Source = "CCM" }),
        ["empty id"] = ("VPN.1100", "server_certificate", server => server.ServerCertificate = new NewServerCertificate { Id = "" }),
        ["unknown id"] = ("VPN.1112", "server_certificate.id", server => server.ServerCertificate = new NewServerCertificate { Id = "scs1" }),
        ["no possible id"] = ("VPN.1112", "server_certificate.id", server => server.ServerCertificate = new NewServerCertificate { Id = "a\0" }),
        ["CERT without CAs"] = ("VPN.1101", "client_ca_certificates", server => server.ClientAuthType = "CERT"),
        ["CAs of another type"] = ("VPN.0001", "client_ca_certificates", server => server.ClientCaCertificates.Add(ServerActions.Ca())),
        ["name of a CA"] = ("VPN.0001", "client_ca_certificates[0].name", server => Cert(server, new NewClientCaCertificate { Content = "x", Name = "a b" })),
        ["no text of a CA"] = ("VPN.0001", FirstCa, server => Cert(server, new NewClientCaCertificate())),
        ["eleven CAs"] = ("VPN.1111", "client_ca_certificates", server => Cert(server, [.. Enumerable.Repeat(ServerActions.Ca("x"), 11)])),
        ["a CA twice"] = ("VPN.0077", "client_ca_certificates[1].content", server => Cert(server, ServerActions.Ca(), ServerActions.Ca())),
        ["no PEM"] = ("VPN.0074", FirstCa, server => Cert(server, ServerActions.Ca("x"))),
        ["broken CA"] = ("VPN.0075", FirstCa, server => Cert(server, ServerActions.Ca(CaCertificates.Broken()))),
        ["no CA"] = ("VPN.0076", FirstCa, server => Of(server, new Wish { Ca = false })),
        ["key of a CA"] = ("VPN.0070", FirstCa, server => Of(server, new Wish { Key = CaCertificates.K1Key })),
        ["signature of a CA"] = ("VPN.0071", FirstCa, server => Of(server, new Wish { Signature = "SHA1WITHECDSA" })),
        ["CA of tomorrow"] = ("VPN.0073", FirstCa, server => Of(server, new Wish { FromDays = 1 })),
        ["expired CA"] = ("VPN.0072", FirstCa, server => Of(server, new Wish { FromDays = -9, ToDays = -1 })),
        ["protocol"] = ("VPN.0001", "ssl_options.protocol", server => server.SslOptions = new NewSslOptions { Protocol = "UDP" }),
        ["port"] = ("VPN.0001", "ssl_options.port", server => server.SslOptions = new NewSslOptions { Port = 444 }),
        ["cipher"] = ("VPN.0001", "ssl_options.encryption_algorithm", server => server.SslOptions = new NewSslOptions { EncryptionAlgorithm = "AES-256-CBC" }),
        ["three DNS servers"] = ("VPN.0001", "dns_servers", server => server.DnsServers.Add(["1.1.1.1", "1.1.1.2", "1.1.1.3"])),
        ["DNS server"] = ("VPN.0001", "dns_servers[1]", server => server.DnsServers.Add(["1.1.1.1", "1.1.1"])),
        ["no idp_name"] = ("VPN.0001", "idp_name", server => server.ClientAuthType = "FEDERATED"),
        ["empty idp_name"] = ("VPN.0001", "idp_name", server => (server.ClientAuthType, server.IdpName) = ("FEDERATED", "")),
        ["idp_name"] = ("VPN.0001", "idp_name", server => (server.ClientAuthType, server.IdpName) = ("FEDERATED", "a\0")),
        ["too many clients"] = ("VPN.1108", "client_cidr", server => server.ClientCidr = "172.16.0.0/22"),
        ["a route"] = ("VPN.1109", "client_cidr", server => server.ClientCidr = "192.168.0.0/20"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refused_for(string name)
    {
        var servers = await WithRouteAsync(await systems["sqlite"]);
        var (code, field, vary) = Cases[name];

        var refusal = await Refused.Async(servers.Create(ServerActions.Example(vary)));

        (refusal.Code, refusal.Status).ShouldBe((code, "400"));
        refusal.Fields.ShouldContain($"vpn_server.{field}", refusal.Message);
        (await servers.List()).VpnServers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("VPN.1110", "revoked")]
    [InlineData("VPN.1110", "issuing")]
    [InlineData("VPN.1110", "expired")]
    [InlineData("VPN.1110", "of tomorrow")]
    [InlineData("VPN.0070", "short")]
    [InlineData("VPN.0071", "SHA-1")]
    [InlineData("VPN.1112", "deleted")]
    [InlineData("VPN.1112", "elsewhere")]
    public async Task Certificates_of_the_store(string code, string fault)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var project = servers.Caller.ProjectId;
        var certificate = fault switch
        {
            "expired" => StoreCertificates.Alone(project, fromDays: -9, toDays: -1),
            "of tomorrow" => StoreCertificates.Alone(project, fromDays: 1),
            "short" => StoreCertificates.Alone(project, bits: 1024),
            "SHA-1" => StoreCertificates.Sha1(project),
            "elsewhere" => StoreCertificates.Alone(TestSystem.NewProject()),
            _ => StoreCertificates.Alone(project),
        };
        certificate.State = fault is "revoked" or "issuing" ? fault : "";
        await servers.System.Register(certificate);
        if (fault == "deleted")
        {
            await servers.System.DeleteCertificate(project, certificate.CertificateId);
        }

        var refusal = await Refused.Async(servers.Create(Stored(certificate.CertificateId)));

        (refusal.Code, refusal.Status).ShouldBe((code, "400"));
        refusal.Fields.ShouldBe(["vpn_server.server_certificate.id"]);
    }

    [Theory]
    [InlineData("observed_generation = 0", "VPN.0506", "400")]
    [InlineData("generation = 2", "VPN.0507", "400")]
    [InlineData("upgrade_status = 'UPGRADING'", "VPN.0507", "400")]
    [InlineData("upgrade_status = 'ROLLING_BACK'", "VPN.0507", "400")]
    [InlineData("deleting = 1", "VPN.0508", "400")]
    [InlineData("failed = 1", "VPN.0510", "500")]
    [InlineData("frozen_effect = 1", "VPN.0510", "500")]
    [InlineData("upgrade_status = 'PENDING_UPGRADE_CONFIRM'", "VPN.0511", "500")]
    [InlineData("eip = NULL", "VPN.1121", "400")]
    public async Task Gateways_that_cannot_have_one_now(string columns, string code, string status)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        await servers.SetGatewayAsync(columns);

        var refusal = await Refused.Async(servers.Create(ServerActions.Example()));

        (refusal.Code, refusal.Status).ShouldBe((code, status));
        // What the request names is judged before.
        (await Refused.Async(servers.Create(Stored("scs1")))).Code.ShouldBe("VPN.1112");
        (await Refused.Async(servers.Create(ServerActions.Example(server => server.ClientCidr = "172.16.0.0/22")))).Code.ShouldBe("VPN.1108");
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("no id")]
    [InlineData("a\0b")]
    public async Task The_gateway_must_be_there(string id)
    {
        var servers = (await ServerActions.OnNewGatewayAsync(await systems["postgres"])).On(id);

        var creation = await Refused.Async(servers.Create(Stored("scs1")));

        (creation.Code, creation.Status).ShouldBe(("VPN.0509", "404"));
        (await Refused.Async(servers.List())).Code.ShouldBe("VPN.0509");
        // The form is judged before anything is looked for.
        (await Refused.Async(servers.Create(ServerActions.Example(server => server.LocalSubnets.Clear())))).Code.ShouldBe("VPN.1118");
        (await Refused.Async(servers.Create(null))).Fields.ShouldBe(["vpn_server"]);
    }

    [Fact]
    public async Task Gateways_of_another_project_are_not_there_and_callers_need_the_action_in_the_whole_project()
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var stranger = servers.As(TestSystem.User(TestSystem.NewProject()));
        var scoped = servers.As(TestSystem.User(servers.Caller.ProjectId, new Access { OnlyIn = { "0" } }));

        (await Refused.Async(stranger.Create(ServerActions.Example()))).Code.ShouldBe("VPN.0509");
        (await Refused.Async(stranger.List())).Code.ShouldBe("VPN.0509");
        (await stranger.ListAll()).VpnServers.ShouldBeEmpty();
        (await Refused.Async(scoped.Create(null))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(scoped.List())).Code.ShouldBe("VPN.0003");
        (await Refused.Async(scoped.ListAll(limit: 201))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(scoped.Update(Unknown, null))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(scoped.Export(Unknown, "x"))).Code.ShouldBe("VPN.0003");
    }

    /// <summary>On a gateway whose VPC has a route.</summary>
    private static async Task<ServerActions> WithRouteAsync(TestSystem system)
    {
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var vpc = (await system.QueryAsync<string>("SELECT vpc_id FROM p2c_vpn_gateway WHERE id = @GatewayId", new { servers.GatewayId })).Single();
        await system.Client(channel => new InventoryAdministration.InventoryAdministrationClient(channel)).RegisterVpcAsync(
            new RegisterVpcRequest { ProjectId = servers.Caller.ProjectId, VpcId = vpc, Routes = { "192.168.7.0/24" } },
            system.As(CallerExtensions.OfPart(CallerExtensions.Administrator)));
        return servers;
    }

    private static NewVpnServer Stored(string id) => ServerActions.Example(server => server.ServerCertificate = new NewServerCertificate { Id = id });

    private static void Of(NewVpnServer server, Wish ca) => Cert(server, ServerActions.Ca(CaCertificates.Pem(ca)));

    private static void Cert(NewVpnServer server, params NewClientCaCertificate[] cas)
    {
        server.ClientAuthType = "CERT";
        server.ClientCaCertificates.Add(cas);
    }
}
