using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VpnMesh.P2C.Tests.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.TestKit;

namespace VpnMesh.P2C.Tests.ClientConfigs;

/// <summary>A real OpenVPN takes the profile: it reads all of it and then tries to connect.</summary>
public sealed class OpenVpnTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Program = "/usr/sbin/openvpn";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("Windows", "LOCAL_PASSWORD", "AES-128-GCM")]
    [InlineData("Linux", "IAM", "AES-256-GCM")]
    [InlineData("MacOS", "FEDERATED", "AES-128-GCM")]
    [InlineData("Android", "CERT", "AES-256-GCM")]
    [InlineData("iOS", "LOCAL_PASSWORD", "AES-256-GCM")]
    public async Task It_connects_with_the_profile(string osType, string authType, string cipher)
    {
        var output = await RunAsync(await ProfileAsync(osType, authType, cipher), hasCertificate: authType == "CERT");

        output.ShouldNotContain("Options error");
        output.ShouldContain("TCP connection with [AF_INET]127.0.0.1:1194");
    }

    [Fact]
    public async Task It_refuses_a_profile_with_a_word_that_it_does_not_know()
    {
        var profile = await ProfileAsync("Linux", "LOCAL_PASSWORD", "AES-128-GCM");

        var output = await RunAsync(profile.Replace("reneg-sec", "reneg-second", StringComparison.Ordinal), hasCertificate: false);

        output.ShouldContain("Options error");
    }

    private async Task<string> ProfileAsync(string osType, string authType, string cipher)
    {
        Assert.SkipUnless(File.Exists(Program), $"There is no {Program} here: run tests/run as root on Debian.");
        var servers = await ServerActions.OnNewGatewayAsync(await systems["sqlite"]);
        await servers.SetGatewayAsync("""eip = '{"id":"e0d77cb6-3ba8-4d27-a5d4-06d6e7c8ba4e","ip_address":"127.0.0.1"}'""");
        var id = await servers.CreateAsync(server => server.SslOptions = new NewSslOptions { Port = 1194, EncryptionAlgorithm = cipher });
        await servers.SetServerAsync($"client_auth_type = '{authType}'");
        return (await servers.Export(id, osType)).ClientConfig;
    }

    /// <summary>As a user does: with a name and a password, or with a certificate and its key put into the profile.</summary>
    private static async Task<string> RunAsync(string profile, bool hasCertificate)
    {
        using var folder = new TempFolder();
        var (file, credentials) = (Path.Combine(folder.Path, "client.ovpn"), Path.Combine(folder.Path, "credentials"));
        await File.WriteAllTextAsync(file, hasCertificate ? profile.Replace("</ca>\n", "</ca>\n" + Identity(), StringComparison.Ordinal) : profile);
        await File.WriteAllTextAsync(credentials, "anna\nsecret\n");
        string[] password = hasCertificate ? [] : ["--auth-user-pass", credentials];
        var start = new ProcessStartInfo(Program, ["--config", file, .. password, "--connect-retry-max", "1", "--connect-timeout", "3"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        return await output + await errors;
    }

    private static string Identity()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=anna", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return $"<cert>\n{certificate.ExportCertificatePem()}\n</cert>\n<key>\n{key.ExportPkcs8PrivateKeyPem()}\n</key>\n";
    }
}
