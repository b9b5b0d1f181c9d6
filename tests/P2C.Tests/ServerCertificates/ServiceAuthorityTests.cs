using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.P2C.Tests.VpnServers;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Gateways.Agents;

namespace VpnMesh.P2C.Tests.ServerCertificates;

/// <summary>The certificates that the service signs itself (SERVICE_SIGN), over the years.</summary>
public sealed class ServiceAuthorityTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Clients_take_the_certificate_for_that_of_a_server_of_their_CA(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        var id = await servers.CreateAsync();
        var elsewhere = await ServerActions.OnNewGatewayAsync(servers.System);
        await elsewhere.CreateAsync();
        using var certificate = await CertificateAsync(servers);
        using var ca = X509Certificate2.CreateFromPem((await servers.Export(id)).ClientConfig);
        using var caElsewhere = await CaAsync(elsewhere);
        var now = TimeProvider.System.GetUtcNow();

        Chains(certificate, ca, now, ServerAuthentication).ShouldBeTrue();
        Chains(certificate, ca, now, ClientAuthentication).ShouldBeFalse();
        Chains(certificate, caElsewhere, now, ServerAuthentication).ShouldBeFalse();
        certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages.ShouldBe(X509KeyUsageFlags.DigitalSignature);
        (certificate.NotAfter - now.LocalDateTime).TotalDays.ShouldBeInRange(364, 367);
        (ca.NotAfter - now.LocalDateTime).TotalDays.ShouldBeInRange(3650, 3654);
        ca.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_certificate_is_renewed_a_month_before_it_expires(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        await servers.CreateAsync();
        var (before, rowBefore) = (await servers.ShownAsync(), await RowAsync(servers));
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + (334 * Day));

        await RenewAsync(servers.System, time);
        var tooEarly = await RowAsync(servers);
        time.Advance(3 * Day);
        await RenewAsync(servers.System, time);
        await RenewAsync(servers.System, time);
        var (after, rowAfter) = (await servers.ShownAsync(), await RowAsync(servers));

        tooEarly.ShouldBe(rowBefore);
        (rowAfter.Generation, after.Status, after.UpdatedAt).ShouldBe((2, "PENDING_UPDATE", before.UpdatedAt));
        after.ServerCertificate.SerialNumber.ShouldNotBe(before.ServerCertificate.SerialNumber);
        rowAfter.SignedPrivateKey.ShouldNotBe(rowBefore.SignedPrivateKey);
        using var certificate = await CertificateAsync(servers);
        using var ca = await CaAsync(servers);
        Chains(certificate, ca, time.GetUtcNow() + (364 * Day), ServerAuthentication).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_CA_is_renewed_with_its_key_so_that_old_profiles_go_on(string dialect)
    {
        var servers = await ServerActions.OnNewGatewayAsync(await systems[dialect]);
        await servers.CreateAsync();
        using var old = await CaAsync(servers);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + (9 * 365 * Day));

        await RenewAsync(servers.System, time);

        using var ca = await CaAsync(servers);
        using var certificate = await CertificateAsync(servers);
        ca.SerialNumber.ShouldNotBe(old.SerialNumber);
        ca.PublicKey.ExportSubjectPublicKeyInfo().ShouldBe(old.PublicKey.ExportSubjectPublicKeyInfo());
        Chains(certificate, old, time.GetUtcNow(), ServerAuthentication).ShouldBeTrue();
        Chains(certificate, ca, time.GetUtcNow() + (364 * Day), ServerAuthentication).ShouldBeTrue();
        ca.NotAfter.ShouldBeGreaterThan(certificate.NotAfter);
    }

    [Fact]
    public async Task A_server_that_cannot_be_renewed_does_not_keep_others_from_it()
    {
        var system = await systems["sqlite"];
        var (lost, good) = (await ServerActions.OnNewGatewayAsync(system), await ServerActions.OnNewGatewayAsync(system));
        var deleting = good.On(await system.InsertGatewayAsync(good.Caller));
        await lost.CreateAsync();
        await deleting.CreateAsync();
        await deleting.SetGatewayAsync("deleting = 1");
        await good.CreateAsync();
        await system.ExecuteAsync("UPDATE service_ca SET private_key = 'lost:AAAA' WHERE project_id = @ProjectId", lost.Caller);

        await RenewAsync(system, new FakeTimeProvider(TimeProvider.System.GetUtcNow() + (360 * Day)));

        (await RowAsync(good)).Generation.ShouldBe(2);
        (await RowAsync(lost)).Generation.ShouldBe(1);
        (await RowAsync(deleting)).Generation.ShouldBe(1);
        var another = lost.On(await system.InsertGatewayAsync(lost.Caller));
        (await Refused.Async(another.Create(ServerActions.Example()))).Status.ShouldBe("503");
    }

    private static Task RenewAsync(TestSystem system, TimeProvider time)
    {
        var services = system.Services;
        var renewal = new ServerCertificateRenewal(
            system.P2C,
            new ServiceAuthority(services.GetRequiredService<KeyRing>(), time),
            services.GetRequiredService<VpnServerEvents>(),
            services.GetRequiredService<PlacementSignal<P2CDatabase>>(),
            time,
            NullLogger<ServerCertificateRenewal>.Instance);
        return renewal.RenewAsync(CancellationToken.None);
    }

    private static async Task<VpnServerRow> RowAsync(ServerActions servers) => (await servers.System.P2C.ReadAsync(
        session => session.FindServerOfGatewayAsync(servers.Caller.ProjectId, servers.GatewayId), CancellationToken.None))!;

    private static async Task<X509Certificate2> CertificateAsync(ServerActions servers) =>
        X509Certificate2.CreateFromPem((await RowAsync(servers)).SignedCertificate);

    private static async Task<X509Certificate2> CaAsync(ServerActions servers) => X509Certificate2.CreateFromPem(
        (await servers.System.QueryAsync<string>("SELECT content FROM service_ca WHERE project_id = @ProjectId", servers.Caller)).Single());

    private static bool Chains(X509Certificate2 certificate, X509Certificate2 ca, DateTimeOffset when, string purpose)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = when.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(purpose));
        return chain.Build(certificate);
    }
}
