using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

public sealed class CertificateListTests(TestSystems systems) : IClassFixture<TestSystems>
{
    public static TheoryData<string, ListVpnGatewayCertificatesRequest> BadRequests => new()
    {
        { "limit", new ListVpnGatewayCertificatesRequest { Limit = -1 } },
        { "limit", new ListVpnGatewayCertificatesRequest { Limit = 201 } },
        { "pre_expire_days", new ListVpnGatewayCertificatesRequest { PreExpireDays = -1 } },
        { "marker", new ListVpnGatewayCertificatesRequest { Marker = "" } },
        { "marker", new ListVpnGatewayCertificatesRequest { Marker = "yesterday" } },
        { "marker", new ListVpnGatewayCertificatesRequest { Marker = "2025-06-28T06:25:01.937+02:00" } },
    };

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Pages_follow_one_another_from_the_newest_on(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var texts = GmCertificates.Texts();
        var ids = new List<string>();
        for (var age = 0; age < 5; age++)
        {
            var id = (await system.UploadAsync(caller, await system.InsertGmAsync(caller), texts)).Id;
            // The last two of the same moment.
            var createdAt = 1_700_000_000_000 - Math.Min(age, 3) * 1000;
            await system.ExecuteAsync("UPDATE vpn_gateway_certificate SET created_at = @createdAt WHERE id = @id", new { id, createdAt });
            ids.Add(id);
        }
        ids = [.. ids.Take(3), .. ids.Skip(3).OrderDescending(StringComparer.Ordinal)];

        Ids(await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest())).ShouldBe(ids);
        (await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { Limit = 0 })).ShouldBeEmpty();
        var first = await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { Limit = 2 });
        Ids(first).ShouldBe(ids[..2]);
        // The time alone, as it is shown; then with the id.
        var second = await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { Limit = 2, Marker = first[^1].CreatedAt });
        Ids(second).ShouldBe(ids[2..4]);
        Ids(await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { Marker = $"{second[^1].CreatedAt}_{second[^1].Id}" })).ShouldBe(ids[4..]);
        (await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { Marker = second[^1].CreatedAt })).ShouldBeEmpty();
        Ids(await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { Marker = first[^1].CreatedAt })).ShouldBe(ids[2..]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Those_that_expire_soon_can_be_asked_for(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var soon = new Wish { ToDays = 10 };
        var certificate = await UploadAsync(GmCertificates.Texts(certificate: soon));
        var encCertificate = await UploadAsync(GmCertificates.Texts(encCertificate: soon));
        var ca = await UploadAsync(GmCertificates.Texts(ca: new Wish { ToDays = 20 }));
        var expired = await UploadAsync(GmCertificates.Texts());
        await UploadAsync(GmCertificates.Texts());
        await system.ExecuteAsync("UPDATE vpn_gateway_certificate SET first_expire_time = 1 WHERE id = @expired", new { expired });

        (await ListAsync(0)).ShouldBe([expired], ignoreOrder: true);
        (await ListAsync(9)).ShouldBe([expired], ignoreOrder: true);
        (await ListAsync(11)).ShouldBe([expired, certificate, encCertificate], ignoreOrder: true);
        (await ListAsync(21)).ShouldBe([expired, certificate, encCertificate, ca], ignoreOrder: true);
        (await ListAsync(366)).Length.ShouldBe(5);
        (await ListAsync(long.MaxValue)).Length.ShouldBe(5);
        (await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { PreExpireDays = 21, Limit = 1 })).Count.ShouldBe(1);

        async Task<string> UploadAsync(NewVpnGatewayCertificate texts) =>
            (await system.UploadAsync(caller, await system.InsertGmAsync(caller), texts)).Id;

        async Task<string[]> ListAsync(long days) =>
            Ids(await system.ListAsync(caller, new ListVpnGatewayCertificatesRequest { PreExpireDays = days }));
    }

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_malformed_parameter_is_refused_naming_it(string field, ListVpnGatewayCertificatesRequest request)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var refusal = await Refused.Async(system.Certificates().ListVpnGatewayCertificatesAsync(request, system.As(caller)));
        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        refusal.Fields.ShouldBe([field]);
    }

    private static string[] Ids(IReadOnlyList<VpnGatewayCertificate> certificates) => [.. certificates.Select(certificate => certificate.Id)];
}
