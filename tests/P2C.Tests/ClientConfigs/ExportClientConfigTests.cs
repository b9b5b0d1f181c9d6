using VpnMesh.P2C.Tests.ServerCertificates;
using VpnMesh.P2C.Tests.VpnServers;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.ClientConfigs;

/// <summary>The profile of clients, line by line.</summary>
public sealed class ExportClientConfigTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Dco =
        """
        # Add a comment character (#) in front of disable-dco when OpenVPN 2.5 or earlier is used.
        disable-dco

        """;

    [Theory]
    [InlineData(null, true)]
    [InlineData("Windows", true)]
    [InlineData("Linux", true)]
    [InlineData("MacOS", false)]
    [InlineData("Android", false)]
    [InlineData("iOS", false)]
    public async Task The_profile_is_that_of_the_contract(string? osType, bool hasDco)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var stored = StoreCertificates.Issued(servers.Caller.ProjectId);
        await servers.System.Register(stored);
        var id = await servers.CreateAsync(server =>
        {
            server.ServerCertificate = new NewServerCertificate { Id = stored.CertificateId };
            server.SslOptions = new NewSslOptions { Port = 1194, EncryptionAlgorithm = "AES-256-GCM" };
        });

        var profile = (await servers.Export(id, osType)).ClientConfig;

        profile.ShouldBe(
            $"""
            client
            dev tun
            proto tcp
            remote 203.0.113.7 1194
            resolv-retry infinite
            nobind
            persist-key
            persist-tun
            remote-cert-tls server
            data-ciphers AES-256-GCM
            auth SHA384
            verb 3
            auth-user-pass
            <ca>
            {stored.CertificateChain}
            </ca>


            reneg-sec 0

            """ + (hasDco ? Dco : ""));
    }

    [Theory]
    [InlineData("LOCAL_PASSWORD", true)]
    [InlineData("IAM", true)]
    [InlineData("FEDERATED", true)]
    [InlineData("CERT", false)]
    public async Task Clients_give_a_password_unless_they_have_a_certificate(string authType, bool hasPasswords)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync();
        await servers.SetServerAsync($"client_auth_type = '{authType}'");

        var lines = (await servers.Export(id)).ClientConfig.Split('\n');

        lines.Contains("auth-user-pass").ShouldBe(hasPasswords);
        lines.ShouldContain("auth SHA256");
        lines.ShouldNotContain("<key>");
    }

    [Fact]
    public async Task A_certificate_that_is_its_own_issuer_is_what_clients_trust()
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var stored = StoreCertificates.Alone(servers.Caller.ProjectId);
        await servers.System.Register(stored);
        var id = await servers.CreateAsync(server => server.ServerCertificate = new NewServerCertificate { Id = stored.CertificateId });
        // The server goes on using it, and so do its clients.
        await servers.System.DeleteCertificate(servers.Caller.ProjectId, stored.CertificateId);

        (await servers.Export(id)).ClientConfig.ShouldContain($"<ca>\n{stored.Certificate}\n</ca>\n");
    }

    [Theory]
    [InlineData("windows", "", "", "VPN.0001", "400")]
    [InlineData("", "", "", "VPN.0001", "400")]
    [InlineData(null, "observed_generation = 0", "eip = NULL", "VPN.1113", "400")]
    [InlineData(null, "failed = 1", "", "VPN.1117", "500")]
    [InlineData(null, "", "frozen_effect = 1", "VPN.1117", "500")]
    [InlineData(null, "", "eip = NULL", "VPN.1121", "400")]
    [InlineData(null, "generation = 2", "generation = 2", null, null)]
    public async Task Refused_when(string? osType, string ofServer, string ofGateway, string? code, string? status)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync();
        await servers.SetServerAsync(ofServer.Length > 0 ? ofServer : "failed = 0");
        await servers.SetGatewayAsync(ofGateway.Length > 0 ? ofGateway : "failed = 0");

        if (code is null)
        {
            (await servers.Export(id)).ClientConfig.ShouldNotBeEmpty();
            return;
        }
        var refusal = await Refused.Async(servers.Export(id, osType));
        (refusal.Code, refusal.Status).ShouldBe((code, status));
    }
}
