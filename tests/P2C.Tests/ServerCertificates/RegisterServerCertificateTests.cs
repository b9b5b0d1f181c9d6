using VpnMesh.P2C.Tests.ClientCaCertificates;
using VpnMesh.P2C.Tests.VpnServers;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.ServerCertificates;

/// <summary>What an administrator can put into the certificate store, and what that does to servers.</summary>
public sealed class RegisterServerCertificateTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly RegisterServerCertificateRequest Other = StoreCertificates.Issued("other");

    private static readonly Dictionary<string, (string Code, Action<RegisterServerCertificateRequest> Vary)> Cases = new()
    {
        ["project_id"] = ("VPN.0001", request => request.ProjectId = ""),
        ["certificate_id"] = ("VPN.0001", request => request.CertificateId = "a b"),
        ["long certificate_id"] = ("VPN.0001", request => request.CertificateId = new string('a', 65)),
        ["name"] = ("VPN.0001", request => request.Name = ""),
        ["state"] = ("VPN.0001", request => request.State = "good"),
        ["no certificate"] = ("VPN.0074", request => request.Certificate = "x"),
        ["broken certificate"] = ("VPN.0075", request => request.Certificate = CaCertificates.Broken()),
        ["no chain"] = ("VPN.0001", request => request.CertificateChain = " "),
        ["chain that is none"] = ("VPN.0074", request => request.CertificateChain = "x"),
        ["chain of another"] = ("VPN.0075", request => request.CertificateChain = Other.CertificateChain),
        ["no key"] = ("VPN.0001", request => request.PrivateKey = ""),
        ["key of another"] = ("VPN.0001", request => request.PrivateKey = Other.PrivateKey),
        ["key of another kind"] = ("VPN.0001", request => request.PrivateKey = CaCertificates.PrivateKey()),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refused_for(string name)
    {
        var request = StoreCertificates.Issued(TestSystem.NewProject());
        Cases[name].Vary(request);

        var refusal = await Refused.Async((await systems["sqlite"]).Register(request));

        refusal.Code.ShouldBe(Cases[name].Code);
        refusal.Message.ShouldNotContain("BEGIN");
    }

    [Fact]
    public async Task Only_an_administrator_may_and_only_what_is_there_can_be_deleted()
    {
        var system = await systems["sqlite"];
        var project = TestSystem.NewProject();
        var caller = system.As(TestSystem.User(project));

        (await Refused.Async(StoreActions.Client(system).RegisterServerCertificateAsync(StoreCertificates.OfCurve(project), caller))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(StoreActions.Client(system).DeleteServerCertificateAsync(new DeleteServerCertificateRequest(), caller))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(system.DeleteCertificate(project, "ec"))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(system.DeleteCertificate(project, "a\0"))).Code.ShouldBe("VPN.0004");
        await system.Register(StoreCertificates.OfCurve(project));
        await system.DeleteCertificate(project, "ec");
        (await Refused.Async(system.DeleteCertificate(project, "ec"))).Code.ShouldBe("VPN.0004");
        (await CountAsync(system, project)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_replaced_certificate_reaches_the_servers_that_have_it(string dialect)
    {
        var system = await systems[dialect];
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var project = servers.Caller.ProjectId;
        var stored = StoreCertificates.Issued(project);
        await system.Register(stored);
        // The same id in another project is another certificate.
        await system.Register(StoreCertificates.Issued(TestSystem.NewProject()));
        await servers.CreateAsync(server => server.ServerCertificate = new NewServerCertificate { Id = stored.CertificateId });

        stored.Name = "new-name";
        await system.Register(stored);
        var renamed = await servers.ShownAsync();
        await system.Register(StoreCertificates.Issued(project));
        var replaced = await servers.ShownAsync();

        (renamed.Status, renamed.ServerCertificate.Name).ShouldBe(("ACTIVE", "new-name"));
        (replaced.Status, replaced.ServerCertificate.Name).ShouldBe(("PENDING_UPDATE", "test-05304"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_deleted_certificate_is_forgotten_when_its_last_server_has_another(string dialect)
    {
        var system = await systems[dialect];
        var servers = await ServerActions.OnNewGatewayAsync(system);
        var project = servers.Caller.ProjectId;
        await system.Register(StoreCertificates.Issued(project, "old"));
        await system.Register(StoreCertificates.OfCurve(project, "new"));
        var id = await servers.CreateAsync(server => server.ServerCertificate = new NewServerCertificate { Id = "old" });
        await system.DeleteCertificate(project, "old");
        (await CountAsync(system, project)).ShouldBe(2);

        (await Refused.Async(servers.Update(id, new VpnServerChanges { ServerCertificate = new ServerCertificateChange { Id = "old" } }))).Code.ShouldBe("VPN.1112");
        await servers.Update(id, new VpnServerChanges { ServerCertificate = new ServerCertificateChange { Id = "new" } });
        await system.Register(StoreCertificates.OfCurve(project, "third"));
        await system.DeleteCertificate(project, "third");

        (await CountAsync(system, project)).ShouldBe(1);
    }

    private static async Task<long> CountAsync(TestSystem system, string project) =>
        (await system.QueryAsync<long>("SELECT COUNT(*) FROM server_certificate WHERE project_id = @project", new { project })).Single();
}
