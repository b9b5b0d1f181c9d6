using VpnMesh.P2C.Tests.ServerCertificates;
using VpnMesh.P2C.Tests.VpnUserGroups;
using VpnMesh.P2C.Tests.VpnUsers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.P2C.Tests.VpnServers;

/// <summary>What changes of a server do and what they are refused for.</summary>
public sealed class UpdateVpnServerTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Unknown = "00000000-0000-7000-8000-000000000000";

    private static readonly Dictionary<string, (string Code, VpnServerChanges Changes)> Cases = new()
    {
        ["client_cidr"] = ("VPN.1103", new() { ClientCidr = "" }),
        ["forbidden client_cidr"] = ("VPN.1104", new() { ClientCidr = "127.0.0.0/16" }),
        ["mask"] = ("VPN.1107", new() { ClientCidr = "172.16.0.0/15" }),
        ["no local_subnets"] = ("VPN.1118", new() { LocalSubnets = new StringList() }),
        ["local_subnets"] = ("VPN.1103", new() { LocalSubnets = new StringList { Items = { "x" } } }),
        ["local_subnets twice"] = ("VPN.1106", new() { LocalSubnets = new StringList { Items = { "10.0.0.0/8", "10.0.0.0/8" } } }),
        ["both"] = ("VPN.1119", new() { ClientCidr = "10.0.0.0/16", LocalSubnets = new StringList { Items = { "10.0.0.0/8" } } }),
        ["client_auth_type"] = ("VPN.0001", new() { ClientAuthType = "cert" }),
        ["protocol"] = ("VPN.0001", new() { SslOptions = new SslOptionsChanges { Protocol = "UDP" } }),
        ["port"] = ("VPN.0001", new() { SslOptions = new SslOptionsChanges { Port = 0 } }),
        ["cipher"] = ("VPN.0001", new() { SslOptions = new SslOptionsChanges { EncryptionAlgorithm = "" } }),
        ["dns_servers"] = ("VPN.0001", new() { DnsServers = new StringList { Items = { "1.1.1.1", "1.1.1.2", "1.1.1.3" } } }),
        ["dns_server"] = ("VPN.0001", new() { DnsServers = new StringList { Items = { "" } } }),
        ["FEDERATED without idp_name"] = ("VPN.0001", new() { ClientAuthType = "FEDERATED" }),
        ["certificate without id"] = ("VPN.1100", new() { ServerCertificate = new ServerCertificateChange() }),
    };

    private static readonly Dictionary<string, (string Code, VpnServerChanges Changes)> CasesOfServer = new()
    {
        ["unknown certificate"] = ("VPN.1112", new() { ServerCertificate = new ServerCertificateChange { Id = "scs1" } }),
        ["client_cidr against stored local_subnets"] = ("VPN.1119", new() { ClientCidr = "10.16.0.0/16" }),
        ["local_subnets against stored client_cidr"] = ("VPN.1119", new() { LocalSubnets = new StringList { Items = { "172.16.15.0/24" } } }),
        ["too small"] = ("VPN.1108", new() { ClientCidr = "172.16.0.0/22" }),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> NamesOfServer => [.. CasesOfServer.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refused_for_its_form_before_the_server_is_looked_for(string name)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);

        var refusal = await Refused.Async(servers.Update(Unknown, Cases[name].Changes));

        (refusal.Code, refusal.Status).ShouldBe((Cases[name].Code, "400"));
    }

    [Theory]
    [MemberData(nameof(NamesOfServer))]
    public async Task Refused_for_what_the_server_is_before_its_status(string name)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync();
        var before = await servers.ShownAsync();

        foreach (var columns in new[] { "observed_generation = generation", "observed_generation = 0" })
        {
            await servers.SetServerAsync(columns);
            (await Refused.Async(servers.Update(id, CasesOfServer[name].Changes))).Code.ShouldBe(CasesOfServer[name].Code);
        }

        await servers.ApplyAsync();
        (await servers.ShownAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("no id")]
    [InlineData("a\0b")]
    public async Task The_server_must_be_there(string id)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["postgres"]);
        var mine = await servers.CreateAsync();
        var stranger = servers.As(TestSystem.User(TestSystem.NewProject()));

        var refusal = await Refused.Async(servers.Update(id, new VpnServerChanges()));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.1116", "404"));
        (await Refused.Async(servers.Export(id))).Code.ShouldBe("VPN.1116");
        (await Refused.Async(stranger.Update(mine, new VpnServerChanges()))).Code.ShouldBe("VPN.1116");
        (await Refused.Async(stranger.Export(mine))).Code.ShouldBe("VPN.1116");
        (await Refused.Async(servers.Update(mine, null))).Fields.ShouldBe(["vpn_server"]);
    }

    [Theory]
    [MemberData(nameof(ServerStatuses.Refusing), MemberType = typeof(ServerStatuses))]
    [InlineData("vpn_server", "generation = 2", "VPN.1114", "400")]
    public async Task Status_of_the_server(string table, string columns, string code, string status)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync();
        await (table == "vpn_server" ? servers.SetServerAsync(columns) : servers.SetGatewayAsync(columns));

        var refusal = await Refused.Async(servers.Update(id, new VpnServerChanges { ClientCidr = "172.17.0.0/20" }));

        (refusal.Code, refusal.Status).ShouldBe((code, status));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_what_is_sent_changes(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var stored = StoreCertificates.OfCurve(servers.Caller.ProjectId);
        await servers.System.Register(stored);
        var id = await servers.CreateAsync(server => server.DnsServers.Add("10.0.0.2"));
        var before = await servers.ShownAsync();

        await servers.Update(id.ToUpperInvariant(), new VpnServerChanges
        {
            LocalSubnets = new StringList { Items = { "192.168.0.1/24" } },
            SslOptions = new SslOptionsChanges { EncryptionAlgorithm = "AES-256-GCM" },
            ServerCertificate = new ServerCertificateChange { Id = stored.CertificateId },
        });

        var after = await servers.ShownAsync();
        var expected = before.Clone();
        expected.LocalSubnets.Clear();
        expected.LocalSubnets.Add("192.168.0.1/24");
        (expected.SslOptions.EncryptionAlgorithm, expected.SslOptions.AuthenticationAlgorithm) = ("AES-256-GCM", "SHA384");
        (expected.ServerCertificate, expected.Status, expected.UpdatedAt) = (after.ServerCertificate, "PENDING_UPDATE", after.UpdatedAt);
        after.ShouldBe(expected);
        (after.ServerCertificate.Id, after.ServerCertificate.Source).ShouldBe(("ec", "CCM"));
        (await servers.System.QueryAsync<long>(
            "SELECT COUNT(*) FROM vpn_server WHERE id = @id AND signed_private_key IS NOT NULL", new { id })).ShouldBe([0L]);
        await servers.ApplyAsync();
        await servers.Update(id, new VpnServerChanges { DnsServers = new StringList() });
        (await servers.ShownAsync()).DnsServers.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_the_same_already_leaves_the_server_active(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var id = await servers.CreateAsync();
        var before = await servers.ShownAsync();

        await servers.Update(id, new VpnServerChanges());
        await servers.Update(id, new VpnServerChanges
        {
            ClientCidr = before.ClientCidr,
            LocalSubnets = new StringList { Items = { before.LocalSubnets } },
            SslOptions = new SslOptionsChanges { Protocol = "TCP", Port = 443, EncryptionAlgorithm = "AES-128-GCM" },
            ClientAuthType = "LOCAL_PASSWORD",
            DnsServers = new StringList(),
            IdpName = "ignored",
        });

        (await servers.ShownAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("VPN.1122", "LOCAL_PASSWORD", "user_number = 1, group_number = 1, policy_number = 1")]
    [InlineData("VPN.1123", "LOCAL_PASSWORD", "group_number = 1, policy_number = 1")]
    [InlineData("VPN.1124", "LOCAL_PASSWORD", "policy_number = 1")]
    [InlineData("VPN.1125", "CERT", "ca_certificate_number = 1")]
    [InlineData(null, "LOCAL_PASSWORD", "ca_certificate_number = 1")]
    [InlineData(null, "IAM", "ca_certificate_number = 1, user_number = 1")]
    [InlineData(null, "CERT", "ca_certificate_number = 0")]
    public async Task Another_way_of_authentication_needs_what_belongs_to_the_old_one_gone(string? code, string authType, string columns)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync();
        await servers.SetServerAsync($"client_auth_type = '{authType}', {columns}");
        var federated = new VpnServerChanges { ClientAuthType = "FEDERATED", IdpName = "idp1" };

        if (code is not null)
        {
            (await Refused.Async(servers.Update(id, federated))).Code.ShouldBe(code);
            // The same type is no change.
            await servers.Update(id, new VpnServerChanges { ClientAuthType = authType });
            return;
        }
        await servers.Update(id, federated);
        var changed = await servers.ShownAsync();
        (changed.ClientAuthType, changed.IdpName).ShouldBe(("FEDERATED", "idp1"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_clients_block_keeps_every_static_address(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var id = await servers.CreateAsync(server => server.ClientCidr = "172.16.0.0/20");
        var users = new UserActions(servers.System, servers.Caller, id);
        await users.Create(UserActions.User("anna", "172.16.8.5"));
        var bert = (await users.Create(UserActions.User("bert", "172.16.8.1"))).User.Id;
        await users.Create(UserActions.User("carl"));

        foreach (var (block, user) in new[] { ("172.16.0.0/21", "anna"), ("172.16.8.0/21", "bert") })
        {
            var (code, _, message, fields) = await Refused.Async(servers.Update(id, new VpnServerChanges { ClientCidr = block }));
            (code, fields.Single()).ShouldBe(("VPN.0001", "vpn_server.client_cidr"));
            message.ShouldContain($"the user {user}, whose static_ip");
        }

        (await servers.ShownAsync()).ClientCidr.ShouldBe("172.16.0.0/20");
        await users.Update(bert, new VpnUserChanges { StaticIp = "disable" });
        await servers.Update(id, new VpnServerChanges { ClientCidr = "172.16.8.0/21" });
        (await servers.ShownAsync()).ClientCidr.ShouldBe("172.16.8.0/21");
    }

    [Fact]
    public async Task The_identity_provider_goes_with_its_type()
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync(server => (server.ClientAuthType, server.IdpName) = ("FEDERATED", "idp1"));

        (await Refused.Async(servers.Update(id, new VpnServerChanges { IdpName = "" }))).Fields.ShouldBe(["vpn_server.idp_name"]);
        await servers.Update(id, new VpnServerChanges { IdpName = "idp2" });
        (await servers.ShownAsync()).IdpName.ShouldBe("idp2");
        await servers.ApplyAsync();
        await servers.Update(id, new VpnServerChanges { ClientAuthType = "CERT", IdpName = "idp3" });
        (await servers.ShownAsync()).HasIdpName.ShouldBeFalse();
    }
}
