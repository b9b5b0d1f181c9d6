using System.Security.Cryptography;
using CsCheck;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

public sealed class CustomerGatewayLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_created_is_shown_listed_changed_and_deleted(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = CustomerGatewayActions.Example();
        wanted.BgpAsn = 65000;
        wanted.Tags.Add(new ResourceTag { Key = "k", Value = "" });
        var created = await system.CreateAsync(caller, wanted);
        created.ShouldBe(new CustomerGateway
        {
            Id = created.Id,
            Name = "cgw-3ebf",
            IdType = "ip",
            IdValue = "198.51.100.21",
            BgpAsn = 65000,
            CreatedAt = created.CreatedAt,
            UpdatedAt = created.CreatedAt,
            Tags = { new ResourceTag { Key = "k", Value = "" } },
        });
        (await system.ShowCgwAsync(caller, created.Id.ToUpperInvariant())).ShouldBe(created);
        (await system.ListAsync(caller, new ListCgwsRequest { CgwId = created.Id })).CustomerGateways.ShouldHaveSingleItem().ShouldBe(created);
        (await system.ListAsync(caller, new ListCgwsRequest { CgwId = Guid.CreateVersion7().ToString() })).TotalCount.ShouldBe(0);

        // As if it had been created a second ago, so that the time of the change is another one.
        await system.ExecuteAsync("UPDATE customer_gateway SET created_at = created_at - 1000, updated_at = updated_at - 1000 WHERE id = @Id", new { created.Id });
        var before = await system.ShowCgwAsync(caller, created.Id);
        var changed = await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges { Name = "中" });
        changed.ShouldBe(new CustomerGateway(before) { Name = "中", UpdatedAt = changed.UpdatedAt });
        string.CompareOrdinal(changed.UpdatedAt, before.UpdatedAt).ShouldBePositive();
        (await system.UpdateAsync(caller, created.Id, new CustomerGatewayChanges())).ShouldBe(changed);

        // To another project it is as if it did not exist.
        var stranger = TestSystem.User(TestSystem.NewProject());
        (await Refused.Async(system.Cgws().ShowCgwAsync(new ShowCgwRequest { CustomerGatewayId = created.Id }, system.As(stranger)))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(system.Cgws().DeleteCgwAsync(new DeleteCgwRequest { CustomerGatewayId = created.Id }, system.As(stranger)))).Code.ShouldBe("VPN.0004");

        await system.DeleteCgwAsync(caller, created.Id);
        (await Refused.Async(system.Cgws().ShowCgwAsync(new ShowCgwRequest { CustomerGatewayId = created.Id }, system.As(caller)))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(system.Cgws().DeleteCgwAsync(new DeleteCgwRequest { CustomerGatewayId = created.Id }, system.As(caller)))).Code.ShouldBe("VPN.0004");
    }

    public static TheoryData<NewCustomerGateway, string, string> Identifiers => new()
    {
        { new NewCustomerGateway { Ip = "198.51.100.21", RouteMode = "bgp" }, "ip", "198.51.100.21" },
        { new NewCustomerGateway { IdValue = "198.51.100.21", Ip = "not an address" }, "ip", "198.51.100.21" },
        { new NewCustomerGateway { IdType = "fqdn", IdValue = "123abcDEF456" }, "fqdn", "123abcDEF456" },
        { new NewCustomerGateway { IdType = "fqdn", IdValue = "!\"#$%'()*+,-./:;=@^_`{|}~" }, "fqdn", "!\"#$%'()*+,-./:;=@^_`{|}~" },
    };

    [Theory]
    [MemberData(nameof(Identifiers))]
    public async Task Identifiers_come_back_as_they_were_sent(NewCustomerGateway wanted, string idType, string idValue)
    {
        var system = await systems["sqlite"];
        var created = await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), wanted);
        (created.IdType, created.IdValue, created.HasBgpAsn).ShouldBe((idType, idValue, false));
        created.Name.ShouldMatch("^cgw-[0-9a-f]{4}$");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_quota_is_never_exceeded_and_a_deletion_gives_back(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        await system.SetQuotaAsync(caller, 5);
        var attempts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id;
            }
            catch (Grpc.Core.RpcException)
            {
                return null;
            }
        }));
        attempts.OfType<string>().Count().ShouldBe(5);
        var request = new CreateCgwRequest { CustomerGateway = CustomerGatewayActions.Example() };
        (await Refused.Async(system.Cgws().CreateCgwAsync(request, system.As(caller)))).Code.ShouldBe("VPN.0513");

        await system.DeleteCgwAsync(caller, attempts.OfType<string>().First());
        await system.CreateAsync(caller, CustomerGatewayActions.Example());
    }

    [Fact]
    public async Task Without_Governance_reads_answer_and_creations_are_refused()
    {
        await using var system = await TestSystem.StartAsync("sqlite", "--GOVERNANCE=unix:/nonexistent/governance.sock");
        var caller = TestSystem.User(TestSystem.NewProject());
        var request = new CreateCgwRequest { CustomerGateway = CustomerGatewayActions.Example() };
        var refusal = await Refused.Async(system.Cgws().CreateCgwAsync(request, system.As(caller)));
        (refusal.Code, refusal.Status).ShouldBe(("APIGW.0202", "503"));
        (await system.ListAsync(caller, new ListCgwsRequest())).TotalCount.ShouldBe(0);
    }

    [Fact]
    public async Task Walking_the_pages_shows_every_customer_gateway_once()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        for (var count = 0; count < 12; count++)
        {
            await system.CreateAsync(caller, CustomerGatewayActions.Example());
        }
        // Many of the same time.
        await system.ExecuteAsync("UPDATE customer_gateway SET created_at = created_at / 100 * 100 WHERE project_id = @ProjectId", new { caller.ProjectId });
        var all = await system.ListAsync(caller, new ListCgwsRequest());
        all.PageInfo.HasNextMarker.ShouldBeFalse();
        var ids = all.CustomerGateways.Select(gateway => gateway.Id).ToArray();
        await Gen.Int[1, 13].Array[1, 13].SampleAsync(
            async limits =>
            {
                var walked = new List<string>();
                var request = new ListCgwsRequest();
                for (var page = 0; ; page++)
                {
                    request.Limit = limits[page % limits.Length];
                    var answer = await system.ListAsync(caller, request);
                    answer.TotalCount.ShouldBe(12);
                    answer.PageInfo.CurrentCount.ShouldBe(answer.CustomerGateways.Count);
                    walked.AddRange(answer.CustomerGateways.Select(gateway => gateway.Id));
                    answer.PageInfo.HasNextMarker.ShouldBe(walked.Count < 12);
                    if (!answer.PageInfo.HasNextMarker)
                    {
                        break;
                    }
                    request.Marker = answer.PageInfo.NextMarker;
                }
                walked.ShouldBe(ids);
            },
            iter: 30,
            threads: 1);

        var first = await system.ListAsync(caller, new ListCgwsRequest { Limit = 1 });
        (await system.ListAsync(caller, new ListCgwsRequest { Marker = first.PageInfo.NextMarker })).CustomerGateways.Count.ShouldBe(11);
        (await system.ListAsync(caller, new ListCgwsRequest { Marker = "2001-01-01T00:00:00Z" })).CustomerGateways.ShouldBeEmpty();
        var none = await system.ListAsync(caller, new ListCgwsRequest { Limit = 0 });
        (none.TotalCount, none.PageInfo.CurrentCount, none.PageInfo.HasNextMarker).ShouldBe((12, 0, false));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_certificate_is_stored_once_and_goes_with_its_last_user(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var pem = TestCertificates.Sm2();
        var first = await system.CreateAsync(caller, CustomerGatewayActions.With(pem));
        first.CaCertificate.ShouldSatisfyAllConditions(
            () => first.CaCertificate.SerialNumber.ShouldBe("14257156674311863338"),
            () => first.CaCertificate.SignatureAlgorithm.ShouldBe("SM3WITHSM2"),
            () => first.CaCertificate.Issuer.ShouldBe("C=XX,O=a0002,CN=XXX"),
            () => first.CaCertificate.Subject.ShouldBe("C=XX,O=a0002,CN=XXX"),
            () => first.CaCertificate.ExpireTime.ShouldEndWith("Z"),
            () => first.CaCertificate.IsUpdatable.ShouldBeTrue());
        (await system.ShowCgwAsync(caller, first.Id)).ShouldBe(first);
        var second = await system.CreateAsync(caller, CustomerGatewayActions.With(pem + "\n"));
        second.CaCertificate.ShouldBe(first.CaCertificate);
        var third = await system.CreateAsync(caller, CustomerGatewayActions.Example());
        third = await system.UpdateAsync(caller, third.Id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Id = first.CaCertificate.Id } });
        third.CaCertificate.ShouldBe(first.CaCertificate);
        (await CertificatesAsync()).ShouldBe(1);

        await system.DeleteCgwAsync(caller, first.Id);
        await system.UpdateAsync(caller, second.Id, new CustomerGatewayChanges { CaCertificate = new NewCaCertificate { Content = TestCertificates.Rsa() } });
        (await CertificatesAsync()).ShouldBe(2);
        await system.DeleteCgwAsync(caller, third.Id);
        (await CertificatesAsync()).ShouldBe(1);

        async Task<long> CertificatesAsync() => (await system.QueryAsync<long>(
            "SELECT COUNT(*) FROM ca_certificate WHERE project_id = @ProjectId", new { caller.ProjectId }))[0];
    }

    public static TheoryData<string, string> Kinds => new()
    {
        { TestCertificates.Rsa(), "SHA256WITHRSA" },
        { TestCertificates.Rsa(3072, HashAlgorithmName.SHA512), "SHA512WITHRSA" },
        { TestCertificates.Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256), "SHA256WITHECDSA" },
        { TestCertificates.Ec(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384), "SHA384WITHECDSA" },
        { TestCertificates.Sm2(), "SM3WITHSM2" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Certificates_of_every_supported_kind_are_taken(string pem, string algorithm)
    {
        var system = await systems["sqlite"];
        var created = await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), CustomerGatewayActions.With(pem));
        (created.CaCertificate.SignatureAlgorithm, created.CaCertificate.Issuer).ShouldBe((algorithm, "C=XX,O=a0002,CN=XXX"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_present_certificate_sent_again_changes_nothing_also_when_it_has_expired(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateAsync(caller, CustomerGatewayActions.With(TestCertificates.Rsa()));
        var expired = TestCertificates.Rsa(fromDays: -2, toDays: -1);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(expired[PemEncoding.Find(expired).Base64Data])));
        await system.ExecuteAsync(
            "UPDATE ca_certificate SET fingerprint = @fingerprint, expire_time = 1 WHERE project_id = @ProjectId", new { fingerprint, caller.ProjectId });

        var again = new CustomerGatewayChanges { Name = "renamed", CaCertificate = new NewCaCertificate { Content = expired } };
        var renamed = await system.UpdateAsync(caller, created.Id, again);
        (renamed.Name, renamed.CaCertificate.Id).ShouldBe(("renamed", created.CaCertificate.Id));
        (await system.UpdateAsync(caller, created.Id, again)).ShouldBe(renamed);
    }
}
