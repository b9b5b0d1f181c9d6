using System.Text.RegularExpressions;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>What is uploaded is shown, changed and told of; its secrets are not.</summary>
public sealed partial class CertificateLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_uploaded_is_shown_without_texts_and_keys(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gatewayId = await system.InsertGmAsync(caller);
        (await system.ShowAsync(caller, gatewayId)).HasCertificateId.ShouldBeFalse();
        var ca = GmCertificates.Ca(new Wish { Serial = "12369133709000538078", ToDays = 3000 });
        var certificate = GmCertificates.Issue(ca, new Wish { Serial = "16548506527294397241" });
        var encCertificate = GmCertificates.Issue(ca, new Wish { Serial = "16548506527294397242", ToDays = 300, Subject = "C=XX,CN=encryption" });
        var texts = GmCertificates.Texts(ca, certificate, encCertificate);
        texts.Name = "cert-中";

        var written = await system.UploadAsync(caller, gatewayId.ToUpperInvariant(), texts);

        written.ShouldBe(new VpnGatewayCertificate
        {
            Id = written.Id,
            Name = "cert-中",
            VgwId = gatewayId,
            Issuer = GmCertificates.CaName,
            SignatureAlgorithm = "SM3WITHSM2",
            CertificateSerialNumber = "16548506527294397241",
            CertificateSubject = GmCertificates.Name,
            CertificateExpireTime = Expiry(certificate),
            CertificateChainSerialNumber = "12369133709000538078",
            CertificateChainSubject = GmCertificates.CaName,
            CertificateChainExpireTime = Expiry(ca),
            EncCertificateSerialNumber = "16548506527294397242",
            EncCertificateSubject = "C=XX,CN=encryption",
            EncCertificateExpireTime = Expiry(encCertificate),
            CreatedAt = written.CreatedAt,
        });
        var shown = await system.ShowCertificateAsync(caller, gatewayId);
        shown.ShouldBe(new VpnGatewayCertificate(written) { ProjectId = caller.ProjectId, Status = "BINDING", UpdatedAt = written.CreatedAt });
        (await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest())).ShouldHaveSingleItem().ShouldBe(shown);
        (await system.ShowAsync(caller, gatewayId)).CertificateId.ShouldBe(written.Id);
        await system.ObservedAsync(written.Id, "applied");
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("BOUND");
        (await system.ShowAsync(caller, gatewayId)).Status.ShouldBe("ACTIVE");

        // To another project it is as if it did not exist.
        var stranger = TestSystem.User(TestSystem.NewProject());
        (await Refused.Async(system.Show(stranger, gatewayId))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(system.Change(stranger, gatewayId, written.Id, new() { Name = "abc" }))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(system.Upload(stranger, gatewayId, texts))).Code.ShouldBe("VPN.0004");
        (await system.ListAsync(stranger, new ListVpnGatewayCertificatesRequest())).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_name_is_made_up_and_keys_are_taken_in_both_forms(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var ca = GmCertificates.Ca();
        var (certificate, encCertificate) = (GmCertificates.Issue(ca), GmCertificates.Issue(ca, new Wish { Ca = false }));
        var pkcs8 = GmCertificates.Texts(ca, certificate, encCertificate);
        var sec1 = pkcs8.Clone();
        (sec1.PrivateKey, sec1.EncPrivateKey) = ("# key\r\n" + certificate.Sec1, encCertificate.Sec1);

        var names = new HashSet<string>();
        foreach (var texts in new[] { pkcs8, sec1 })
        {
            // The same certificate may serve several gateways.
            var written = await system.UploadAsync(caller, await system.InsertGmAsync(caller), texts);
            written.Name.ShouldMatch("^cert-[0-9a-f]{4}$");
            names.Add(written.Name);
        }
        names.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task No_key_is_stored_in_clear_or_told(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var gatewayId = await system.InsertGmAsync(caller);
        var texts = GmCertificates.Texts();
        // Somebody pastes the whole file.
        texts.Certificate += "\n" + texts.PrivateKey;
        texts.EncCertificate += "\n" + texts.EncPrivateKey;
        texts.CertificateChain += "\n" + texts.PrivateKey;
        var written = await system.UploadAsync(caller, gatewayId, texts);
        var second = GmCertificates.Texts();
        await system.ChangeAsync(caller, gatewayId, written.Id, second);

        var dump = await system.DumpAsync();
        dump.ShouldContain(written.Id);
        dump.ShouldContain(second.Certificate);
        dump.ShouldNotContain("PRIVATE KEY");
        foreach (var key in new[] { texts.PrivateKey, texts.EncPrivateKey, second.PrivateKey, second.EncPrivateKey })
        {
            foreach (var line in key.Split('\n').Where(line => line.Length > 40 && !line.StartsWith("MIG", StringComparison.Ordinal)))
            {
                dump.ShouldNotContain(line);
            }
        }
        var sealedKeys = await system.QueryAsync<string>("SELECT private_key FROM vpn_gateway_certificate WHERE id = @Id", new { written.Id });
        SealedForm().IsMatch(sealedKeys.ShouldHaveSingleItem()).ShouldBeTrue();
        (await system.ToldAsync(written.Id)).ShouldAllBe(one => !one.Data.GetRawText().Contains("BEGIN"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_replacement_is_bound_under_the_same_id(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var enterpriseProjectId = Examples.Id();
        var gatewayId = await system.InsertGmAsync(caller, enterpriseProjectId);
        var texts = GmCertificates.Texts();
        var written = await system.UploadAsync(caller, gatewayId, texts);
        await system.ObservedAsync(written.Id, "applied");

        var renamed = await system.ChangeAsync(caller, gatewayId, written.Id, new() { Name = "renamed" });
        renamed.ShouldBe(new VpnGatewayCertificate(written) { Name = "renamed" });
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("BOUND");
        (await system.ChangeAsync(caller, gatewayId, written.Id, new())).ShouldBe(renamed);

        var changed = await system.ChangeAsync(caller, gatewayId.ToUpperInvariant(), written.Id.ToUpperInvariant(), GmCertificates.Texts(new Wish { Serial = "77" }));
        (changed.Id, changed.Name, changed.CertificateSerialNumber).ShouldBe((written.Id, "renamed", "77"));
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("BINDING");

        var events = await system.ToldAsync(written.Id);
        events.Select(one => $"{one.Type} {one.Generation}").ShouldBe(
        [
            "vpn_gateway_certificate.created 1", "vpn_gateway_certificate.updated 1",
            "vpn_gateway_certificate.updated 2", "vpn_gateway_certificate.status_changed 2",
        ]);
        events[1].Data.GetProperty("changed")[0].GetString().ShouldBe("name");
        events[2].Data.GetProperty("changed")[0].GetString().ShouldBe("certificate");
        events[3].StatusChange().ShouldBe("BOUND -> BINDING");
        events.ShouldAllBe(one => one.ProjectId == caller.ProjectId && one.EnterpriseProjectId == enterpriseProjectId && one.RequestId == caller.RequestId);
        events.ShouldAllBe(one => one.ResourceType == "vpn_gateway_certificate" && one.Data.GetProperty("vpn_gateway_id").GetString() == gatewayId);
        events[0].Data.GetProperty("expire_time").GetString().ShouldBe(new[] { written.CertificateExpireTime, written.CertificateChainExpireTime, written.EncCertificateExpireTime }.Min());
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_present_texts_sent_again_change_only_the_name_also_when_they_have_expired(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gatewayId = await system.InsertGmAsync(caller);
        var ca = GmCertificates.Ca();
        var (certificate, encCertificate) = (GmCertificates.Issue(ca), GmCertificates.Issue(ca));
        var written = await system.UploadAsync(caller, gatewayId, GmCertificates.Texts(ca, certificate, encCertificate));
        await system.ObservedAsync(written.Id, "applied");
        // As if expired ones had been uploaded while they were good.
        var old = new Wish { FromDays = -9, ToDays = -2 };
        var (oldCertificate, oldEnc) = (GmCertificates.Issue(ca, old), GmCertificates.Issue(ca, old));
        await system.ExecuteAsync(
            "UPDATE vpn_gateway_certificate SET certificate = @Pem, enc_certificate = @EncPem WHERE id = @Id", new { oldCertificate.Pem, EncPem = oldEnc.Pem, written.Id });
        var before = await system.ShowCertificateAsync(caller, gatewayId);
        var again = GmCertificates.Texts(ca, oldCertificate, oldEnc);
        again.PrivateKey = oldCertificate.Sec1;

        (await system.ChangeAsync(caller, gatewayId, written.Id, again)).ShouldBe(written);
        (await system.ShowCertificateAsync(caller, gatewayId)).ShouldBe(before);
        again.Name = "renamed";
        (await system.ChangeAsync(caller, gatewayId, written.Id, again)).Name.ShouldBe("renamed");
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("BOUND");

        // Only as a whole they are the present ones.
        again.EncCertificate = GmCertificates.Issue(ca, old with { Key = oldEnc.Key }).Pem;
        (await Refused.Async(system.Change(caller, gatewayId, written.Id, again))).Code.ShouldBe("VPN.0072");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_present_texts_sent_again_are_tried_again_after_a_fault(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gatewayId = await system.InsertGmAsync(caller);
        var texts = GmCertificates.Texts();
        var written = await system.UploadAsync(caller, gatewayId, texts);
        await system.ObservedAsync(written.Id, "failed");
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("FAULT");

        await system.ChangeAsync(caller, gatewayId, written.Id, new() { Name = "renamed" });
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("FAULT");
        await system.ChangeAsync(caller, gatewayId, written.Id, texts);
        (await system.ShowCertificateAsync(caller, gatewayId)).Status.ShouldBe("BINDING");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_uploads_at_the_same_moment_one_is_taken(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gatewayId = await system.InsertGmAsync(caller);
        var texts = GmCertificates.Texts();
        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await system.Upload(caller, gatewayId, texts)).Certificate.Id;
            }
            catch (Grpc.Core.RpcException refusal)
            {
                return refusal.Status.Detail;
            }
        }));
        var taken = codes.Where(code => Guid.TryParse(code, out var _)).ToArray();
        taken.ShouldHaveSingleItem().ShouldBe((await system.ShowCertificateAsync(caller, gatewayId)).Id);
        codes.Except(taken).ShouldAllBe(code => code.Contains("Duplicate certificate"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Access_goes_by_the_enterprise_project_of_the_gateway(string dialect)
    {
        var system = await systems[dialect];
        var project = TestSystem.NewProject();
        var (mine, others) = (Examples.Id(), Examples.Id());
        var caller = TestSystem.User(project, new Access { OnlyIn = { mine } });
        var (own, foreign) = (await system.InsertGmAsync(caller, mine), await system.InsertGmAsync(caller, others));
        var texts = GmCertificates.Texts();

        var written = await system.UploadAsync(caller, own, texts);
        (await system.ShowCertificateAsync(caller, own)).Id.ShouldBe(written.Id);
        (await system.ChangeAsync(caller, own, written.Id, new() { Name = "abc" })).Name.ShouldBe("abc");
        foreach (var gatewayId in new[] { foreign, Examples.Id() })
        {
            (await Refused.Async(system.Upload(caller, gatewayId, texts))).Code.ShouldBe("VPN.0003");
            (await Refused.Async(system.Show(caller, gatewayId))).Code.ShouldBe("VPN.0003");
            (await Refused.Async(system.Change(caller, gatewayId, written.Id, new() { Name = "abc" }))).Code.ShouldBe("VPN.0003");
        }
        var list = system.Certificates().ListVpnGatewayCertificatesAsync(new ListVpnGatewayCertificatesRequest(), system.As(caller));
        (await Refused.Async(list)).Code.ShouldBe("VPN.0003");
    }

    private static string Expiry(Issued issued) => issued.Certificate.NotAfter.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[^:]+:[A-Za-z0-9+/=]+\z")]
    private static partial Regex SealedForm();
}
