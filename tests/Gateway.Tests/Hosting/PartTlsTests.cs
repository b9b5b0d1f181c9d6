using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Tls;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting;

/// <summary>Two real parts: one that listens with a certificate of the CA, and callers with several kinds.</summary>
public sealed class PartTlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly string _address = $"https://127.0.0.1:{FreePort.Next()}";
    private readonly FakeTimeProvider _time = new(EdgeUnderTest.Now);

    [Fact]
    public async Task The_edge_reaches_a_part_over_mutual_TLS()
    {
        var settings = Settings("part", _authority.Issue());
        await using var part = await StartPartAsync(settings);
        await using var edge = await EdgeUnderTest.StartAsync([.. settings, $"--GOVERNANCE={_address}"]);
        (await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn/quotas")).Status.ShouldBe(200);
        part.Services.GetRequiredService<Script>().Last.Request.ShouldBeOfType<ShowQuotasInfoRequest>();
    }

    [Fact]
    public async Task An_edge_of_another_CA_is_refused_and_says_that_the_part_is_unavailable()
    {
        await using var part = await StartPartAsync(Settings("part", _authority.Issue()));
        using var foreign = new TestAuthority();
        await using var edge = await EdgeUnderTest.StartAsync([.. Settings("edge", foreign.Issue()), $"--GOVERNANCE={_address}"]);
        (await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn/quotas")).ShouldBeError(503, "APIGW.0202", "Backend unavailable.");
    }

    [Fact]
    public async Task A_caller_is_refused_without_a_valid_certificate_of_the_CA()
    {
        await using var part = await StartPartAsync(Settings("part", _authority.Issue()));
        using var foreign = new TestAuthority();
        (await CallAsync(_authority.Issue())).ShouldBe(StatusCode.OK);
        (await CallAsync(null)).ShouldBe(StatusCode.Unavailable);
        (await CallAsync(foreign.Issue())).ShouldBe(StatusCode.Unavailable);
        (await CallAsync(_authority.Issue(until: DateTimeOffset.UnixEpoch.AddYears(51)))).ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Both_sides_use_new_certificates_and_a_new_CA_without_a_restart()
    {
        var settings = Settings("part", _authority.Issue());
        await using var part = await StartPartAsync(settings);
        using var next = new TestAuthority("CN=Next CA");
        using var certificate = next.Issue();
        (await CallAsync(certificate)).ShouldBe(StatusCode.Unavailable);
        next.WriteCa(_folder.Path);
        TestAuthority.Write(_folder.Path, "part", certificate);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await CallAsync(certificate, next)).ShouldBe(StatusCode.OK);
        using var channels = new PartChannels(part.Configuration, part.Services.GetRequiredService<PartTls>());
        part.Configuration["SITE_TO_SITE"] = _address;
        (await new Health.HealthClient(channels.To("SITE_TO_SITE")).CheckAsync(new HealthCheckRequest())).Status
            .ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    [Fact]
    public async Task A_part_of_another_name_is_not_called()
    {
        var settings = Settings("part", _authority.Issue());
        await using var part = await StartPartAsync(settings);
        var tls = part.Services.GetRequiredService<PartTls>();
        var uri = new Uri(_address);
        using var tcp = new System.Net.Sockets.TcpClient(uri.Host, uri.Port);
        await Should.ThrowAsync<AuthenticationException>(
            async () => await tls.SecureAsync(tcp.GetStream(), "governance.example", CancellationToken.None));
    }

    [Fact]
    public async Task Addresses_must_fit_the_settings()
    {
        (await Should.ThrowAsync<InvalidOperationException>(() => StartPartAsync([]))).Message.ShouldContain("VPNMESH_INTERNAL_TLS_CERTIFICATE");
        var settings = Settings("part", _authority.Issue());
        (await Should.ThrowAsync<InvalidOperationException>(() => StartPartAsync([.. settings, "--GOVERNANCE=http://127.0.0.1:1"]))).Message
            .ShouldContain("http://127.0.0.1:1/ is without TLS");
        (await Should.ThrowAsync<InvalidOperationException>(() => StartPartAsync([.. settings.SkipLast(1)]))).Message
            .ShouldContain("VPNMESH_INTERNAL_TLS_CA");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Calls with a certificate, or with none.</summary>
    private async Task<StatusCode> CallAsync(X509Certificate2? certificate, TestAuthority? authority = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add((authority ?? _authority).Certificate);
        var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = { CertificateChainPolicy = policy } };
        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }
        using var channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        try
        {
            await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            // What a caller without a certificate gets depends on when the other side hangs up.
            return refused.StatusCode is StatusCode.Internal ? StatusCode.Unavailable : refused.StatusCode;
        }
    }

    private string[] Settings(string name, X509Certificate2 certificate)
    {
        var (path, key) = TestAuthority.Write(_folder.Path, name, certificate);
        return [$"--INTERNAL_TLS_CERTIFICATE={path}", $"--INTERNAL_TLS_KEY={key}", $"--INTERNAL_TLS_CA={_authority.WriteCa(_folder.Path)}"];
    }

    private async Task<WebApplication> StartPartAsync(string[] settings)
    {
        var builder = PartHost.CreateBuilder([.. settings, $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(new Script());
        builder.ListenInternally(PartAddress.Parse(_address));
        var part = builder.Build();
        part.MapPartDefaults();
        part.MapGrpcService<ScriptedQuotas>();
        await part.StartAsync();
        return part;
    }
}
