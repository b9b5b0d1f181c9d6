using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.P2C.Tests.ClientCaCertificates;
using VpnMesh.P2C.Tests.ServerCertificates;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnServers;

/// <summary>Servers as agents are told them, and what of it is in the store.</summary>
public sealed class DesiredServersTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Agents_are_told_all_with_the_key(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var stored = StoreCertificates.Issued(servers.Caller.ProjectId);
        await servers.System.Register(stored);
        var id = await servers.CreateAsync(server =>
        {
            server.ServerCertificate = new NewServerCertificate { Id = stored.CertificateId };
            server.ClientAuthType = "CERT";
            server.ClientCaCertificates.Add(ServerActions.Ca(" " + CaCertificates.Documented));
            server.DnsServers.Add("10.0.0.2");
        });

        var told = await DesiredAsync(servers, id);

        (told.ServerId, told.GatewayId, told.Generation).ShouldBe((id, servers.GatewayId, 1));
        var spec = told.Spec;
        (spec.ClientCidr, spec.ClientAuthType, spec.Port, spec.EncryptionAlgorithm).ShouldBe(("172.16.0.1/20", "CERT", 443, "AES-128-GCM"));
        (spec.AuthenticationAlgorithm, spec.IsCompressed, spec.IdpName, spec.DnsServers.Single()).ShouldBe(("SHA256", false, "", "10.0.0.2"));
        (spec.Certificate, spec.CertificateChain).ShouldBe((stored.Certificate, stored.CertificateChain));
        spec.ClientCaCertificates.Single().ShouldBe(CaCertificates.Documented.ReplaceLineEndings("\n"));
        using var key = System.Security.Cryptography.RSA.Create();
        key.ImportFromPem(spec.PrivateKey);
        key.ExportRSAPrivateKeyPem().ShouldBe(stored.PrivateKey);
    }

    [Fact]
    public async Task A_server_whose_key_cannot_be_opened_is_told_without_a_spec()
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        var id = await servers.CreateAsync();
        await servers.SetServerAsync("signed_private_key = 'lost:AAAA'");

        (await DesiredAsync(servers, id)).Spec.ShouldBeNull();
    }

    [Fact]
    public async Task No_private_key_is_in_the_files_of_the_store()
    {
        var system = await systems["sqlite"];
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var stored = StoreCertificates.Issued(servers.Caller.ProjectId);
        await system.Register(stored);
        var signed = (await DesiredAsync(servers, await servers.CreateAsync())).Spec.PrivateKey;
        var file = (await system.QueryAsync<string>("SELECT file FROM pragma_database_list WHERE name = 'main'")).Single();

        var texts = new[] { file, file + "-wal" }.Where(File.Exists).Select(Text).ToArray();

        texts.ShouldContain(text => text.Contains(Line(stored.Certificate), StringComparison.Ordinal));
        foreach (var line in new[] { Line(stored.PrivateKey), Line(signed), "PRIVATE KEY-----" })
        {
            texts.ShouldAllBe(text => !text.Contains(line, StringComparison.Ordinal));
        }
    }

    private static string Line(string pem) => pem.Split('\n')[1];

    private static string Text(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static Task<DesiredServer> DesiredAsync(ServerActions servers, string id) => servers.System.P2C.ReadAsync(
        async session =>
        {
            var row = (await session.FindVpnServerAsync(servers.Caller.ProjectId, id))!;
            return (await servers.System.Services.GetRequiredService<DesiredServers>().ListAsync(session, [row])).Single();
        },
        CancellationToken.None);
}
