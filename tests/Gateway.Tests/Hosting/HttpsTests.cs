using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting;

public sealed class HttpsTests : IDisposable
{
    private const string Gateways = $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways";
    private const string Both = "--URLS=http://127.0.0.1:0;https://127.0.0.1:0";
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Calls_come_with_TLS_and_without_over_either_version_of_HTTP(string version)
    {
        await using var edge = await StartAsync(_authority.Issue());
        using var client = Client(edge);
        client.DefaultRequestVersion = Version.Parse(version);
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.DefaultRequestHeaders.Add("X-Auth-Token", "long-" + new string('x', 30_000));
        using var response = await client.GetAsync(Gateways);
        var answer = await Answer.OfAsync(response);
        answer.Status.ShouldBe(200, answer.Body);
        answer.ShouldBeMarked();
        edge.Script.Last.Caller.PublicUrl.ShouldStartWith("https://127.0.0.1:");
        (await edge.SendAsync("GET", Gateways)).Status.ShouldBe(200);
        using var unknown = await client.GetAsync("/x");
        (await Answer.OfAsync(unknown)).ShouldBeError(404, "APIGW.0101", "The API does not exist or has not been published in the environment.");
    }

    [Fact]
    public async Task A_new_certificate_is_used_without_a_restart_and_a_bad_one_is_not()
    {
        using var first = _authority.Issue(name: "CN=first");
        await using var edge = await StartAsync(first);
        (await SubjectAsync(edge)).ShouldBe("CN=first");
        using var second = _authority.Issue(name: "CN=second");
        TestAuthority.Write(_folder.Path, "edge", second);
        Later(edge);
        (await SubjectAsync(edge)).ShouldBe("CN=second");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "edge.crt"), "-----BEGIN CERTIFICATE-----\nbroken");
        Later(edge);
        (await SubjectAsync(edge)).ShouldBe("CN=second");
        TestAuthority.Write(_folder.Path, "edge", first);
        Later(edge);
        (await SubjectAsync(edge)).ShouldBe("CN=first");
    }

    [Fact]
    public async Task A_certificate_behind_a_link_that_is_switched_is_used()
    {
        // As Kubernetes mounts a secret: the files are links through a link to a folder, and that one is switched.
        foreach (var name in new[] { "first", "second" })
        {
            TestAuthority.Write(Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName, "tls", _authority.Issue(name: $"CN={name}"));
        }
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "first");
        foreach (var file in new[] { "tls.crt", "tls.key" })
        {
            File.CreateSymbolicLink(Path.Combine(_folder.Path, file), Path.Combine("..data", file));
        }
        await using var edge = await StartAsync("tls");
        (await SubjectAsync(edge)).ShouldBe("CN=first");
        File.Delete(Path.Combine(_folder.Path, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "second");
        Later(edge);
        (await SubjectAsync(edge)).ShouldBe("CN=second");
    }

    [Fact]
    public async Task A_PKCS12_file_with_a_password_will_do()
    {
        using var certificate = _authority.Issue(name: "CN=pkcs12");
        var path = Path.Combine(_folder.Path, "edge.p12");
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pkcs12, "word"));
        await using var edge = await EdgeUnderTest.StartAsync(Both, $"--TLS_CERTIFICATE={path}", "--TLS_PASSWORD=word");
        (await SubjectAsync(edge)).ShouldBe("CN=pkcs12");
        await ShouldNotStartAsync("VPNMESH_TLS_CERTIFICATE", $"--TLS_CERTIFICATE={path}", "--TLS_PASSWORD=other");
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_refused()
    {
        await using var edge = await StartAsync(_authority.Issue());
#pragma warning disable SYSLIB0039, CA5397 // What must not work.
        var old = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls11 };
#pragma warning restore SYSLIB0039, CA5397
        await Should.ThrowAsync<Exception>(() => SubjectAsync(edge, old));
        (await SubjectAsync(edge, new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 })).ShouldBe("CN=part");
    }

    [Fact]
    public async Task A_first_start_with_a_wrong_certificate_fails_and_says_why()
    {
        var (path, _) = TestAuthority.Write(_folder.Path, "one", _authority.Issue());
        var (_, foreignKey) = TestAuthority.Write(_folder.Path, "expired", _authority.Issue(until: EdgeUnderTest.Now.AddDays(-1)));
        await ShouldNotStartAsync("VPNMESH_TLS_CERTIFICATE", $"--TLS_CERTIFICATE={path}", $"--TLS_KEY={foreignKey}");
        await ShouldNotStartAsync(
            "valid from 2020-01-01 to 2026-01-14 only", $"--TLS_CERTIFICATE={_folder.Path}/expired.crt", $"--TLS_KEY={foreignKey}");
        await ShouldNotStartAsync("/nowhere.crt", "--TLS_CERTIFICATE=/nowhere.crt");
        await ShouldNotStartAsync("VPNMESH_TLS_CERTIFICATE and VPNMESH_TLS_KEY, or VPNMESH_TLS_SELF_SIGNED=true, must be set");
        await ShouldNotStartAsync("no https:// address", "--URLS=http://127.0.0.1:0", "--TLS_SELF_SIGNED=true");
        await ShouldNotStartAsync("exclude each other", $"--TLS_CERTIFICATE={path}", "--TLS_SELF_SIGNED=true");
    }

    [Fact]
    public async Task The_edge_signs_a_certificate_itself_when_it_is_asked_to()
    {
        string[] settings = [Both, "--TLS_SELF_SIGNED=true", $"--DATA={_folder.Path}"];
        string made;
        await using (var edge = await EdgeUnderTest.StartAsync(settings))
        {
            made = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "tls.crt"));
            using var trusted = X509Certificate2.CreateFromPem(made);
            using var client = Client(edge, trusted);
            using var response = await client.GetAsync("/health/live");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(_folder.Path, "tls.key"));
        mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var again = await EdgeUnderTest.StartAsync(settings);
        (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "tls.crt"))).ShouldBe(made);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static Uri Secure(EdgeUnderTest edge) => new(edge.App.Services.GetRequiredService<IServer>().Features
        .GetRequiredFeature<IServerAddressesFeature>().Addresses.First(each => each.StartsWith("https:", StringComparison.Ordinal)));

    private static void Later(EdgeUnderTest edge) =>
        ((FakeTimeProvider)edge.App.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(2));

    /// <summary>Whose certificate the edge shows.</summary>
    private async Task<string> SubjectAsync(EdgeUnderTest edge, SslClientAuthenticationOptions? options = null)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, Secure(edge).Port);
        await using var stream = new SslStream(tcp.GetStream());
        options ??= new SslClientAuthenticationOptions();
        options.TargetHost = "localhost";
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { _authority.Certificate },
        };
        await stream.AuthenticateAsClientAsync(options);
        return stream.RemoteCertificate!.Subject;
    }

    private HttpClient Client(EdgeUnderTest edge, X509Certificate2? trusted = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        // The clock of the edge is that of the tests; the certificate it signs is of that day.
        policy.VerificationTime = EdgeUnderTest.Now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.CustomTrustStore.Add(trusted ?? _authority.Certificate);
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { CertificateChainPolicy = policy } };
        return new HttpClient(handler) { BaseAddress = Secure(edge) };
    }

    private async Task ShouldNotStartAsync(string reason, params string[] settings)
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => EdgeUnderTest.StartAsync([Both, $"--DATA={_folder.Path}", .. settings]));
        failure.Message.ShouldContain(reason);
    }

    private Task<EdgeUnderTest> StartAsync(X509Certificate2 certificate)
    {
        TestAuthority.Write(_folder.Path, "edge", certificate);
        return StartAsync("edge");
    }

    private Task<EdgeUnderTest> StartAsync(string name) =>
        EdgeUnderTest.StartAsync(Both, $"--TLS_CERTIFICATE={_folder.Path}/{name}.crt", $"--TLS_KEY={_folder.Path}/{name}.key");
}
