using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.ClientCaCertificates;

/// <summary>Certificates of a server from their import to their end.</summary>
public sealed class ClientCaCertificateLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_certificate_is_imported_shown_renamed_and_deleted(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);

        var id = await system.ImportAsync(caller, ClientCaActions.Import(serverId.ToUpperInvariant(), CaCertificates.Documented, "客户端-ca_1"));

        var shown = await system.ShowAsync(caller, serverId.ToUpperInvariant(), id.ToUpperInvariant());
        shown.ShouldBe(new ClientCaCertificate
        {
            Id = id,
            Name = "客户端-ca_1",
            Issuer = "CN=p2cvpn.test",
            Subject = "CN=p2cvpn.test",
            SerialNumber = "621079609299744022526309164429940520767604766768",
            ExpirationTime = "2033-08-05T11:52:34.000Z",
            SignatureAlgorithm = "SHA256WITHRSA",
            CreatedAt = shown.CreatedAt,
            UpdatedAt = shown.CreatedAt,
        });
        (await system.CertificatesOfAsync(serverId)).ShouldBe((1, 1, 2));

        await system.Cas().UpdateClientCaAsync(ClientCaActions.Rename(serverId, id, "b"), system.As(caller));
        var renamed = await system.ShowAsync(caller, serverId, id);
        renamed.Name.ShouldBe("b");
        string.CompareOrdinal(renamed.UpdatedAt, shown.CreatedAt).ShouldBeGreaterThan(0);
        renamed.CreatedAt.ShouldBe(shown.CreatedAt);

        await system.Cas().UpdateClientCaAsync(
            new UpdateClientCaRequest { VpnServerId = serverId, ClientCaCertificateId = id, ClientCaCertificate = new ClientCaCertificateChanges() },
            system.As(caller));
        (await system.ShowAsync(caller, serverId, id)).ShouldBe(renamed);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((1, 1, 2), "agents do not know names");

        await system.DeleteAsync(caller, serverId, id);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((0, 0, 3));
        var again = await Refused.Async(system.Cas().DeleteClientCaAsync(ClientCaActions.Delete(serverId, id), system.As(caller)));
        (again.Code, again.Status).ShouldBe(("VPN.1115", "404"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_certificate_is_taken_once_under_any_name_and_again_when_it_was_deleted(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (serverId, otherId) = (await system.InsertServerAsync(caller, "CERT"), await system.InsertServerAsync(caller));
        var (pem, other) = (CaCertificates.Pem(), CaCertificates.Pem());
        var id = await system.ImportAsync(caller, ClientCaActions.Import(serverId, pem, "a"));

        var refusal = await Refused.Async(system.Cas().ImportClientCaAsync(
            ClientCaActions.Import(serverId, pem.Replace("\n", "\r\n"), "b"), system.As(caller)));

        (refusal.Code, refusal.Status, refusal.Message).ShouldBe(("VPN.0077", "400", "Duplicate certificate: b."));
        await system.ImportAsync(caller, ClientCaActions.Import(serverId, other, "a"));
        await system.ImportAsync(caller, ClientCaActions.Import(otherId, pem, "a"));
        await system.DeleteAsync(caller, serverId, id);
        await system.ImportAsync(caller, ClientCaActions.Import(serverId, pem, "a"));
        (await system.CertificatesOfAsync(serverId)).ShouldBe((2, 2, 5));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_repeated_import_with_its_token_gets_the_first_answer(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var request = ClientCaActions.Import(serverId, CaCertificates.Pem());
        request.ClientToken = Guid.CreateVersion7().ToString();

        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => system.ImportAsync(caller, request)));

        var id = ids.Distinct().ShouldHaveSingleItem();
        (await system.ShowAsync(caller, serverId, id)).Name.ShouldMatch("^ca-cert-[0-9a-f]{4}$");
        (await system.CertificatesOfAsync(serverId)).ShouldBe((1, 1, 2));
        var changed = ClientCaActions.Import(serverId, CaCertificates.Pem());
        changed.ClientToken = request.ClientToken;
        (await Refused.Async(system.Cas().ImportClientCaAsync(changed, system.As(caller)))).Code.ShouldBe("VPN.0031");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_not_of_the_project_or_the_server_is_not_found(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (serverId, otherId) = (await system.InsertServerAsync(caller), await system.InsertServerAsync(caller));
        var id = await system.ImportAsync(caller, ClientCaActions.Import(serverId, CaCertificates.Pem()));

        foreach (var (who, server, certificate, code) in new[]
        {
            (TestSystem.User(TestSystem.NewProject()), serverId, id, "VPN.1116"),
            (caller, Guid.CreateVersion7().ToString(), id, "VPN.1116"),
            (caller, "no\0uuid", id, "VPN.1116"),
            (caller, otherId, id, "VPN.1115"),
            (caller, serverId, "no\0uuid", "VPN.1115"),
        })
        {
            var refusals = new List<(string Code, string Status, string Message, string[] Fields)>
            {
                await Refused.Async(system.Cas().ShowClientCaAsync(ClientCaActions.Show(server, certificate), system.As(who))),
                await Refused.Async(system.Cas().UpdateClientCaAsync(ClientCaActions.Rename(server, certificate, "b"), system.As(who))),
                await Refused.Async(system.Cas().DeleteClientCaAsync(ClientCaActions.Delete(server, certificate), system.As(who))),
            };
            if (code == "VPN.1116")
            {
                var import = ClientCaActions.Import(server, CaCertificates.Pem());
                refusals.Add(await Refused.Async(system.Cas().ImportClientCaAsync(import, system.As(who))));
            }
            refusals.ShouldAllBe(refusal => refusal.Code == code && refusal.Status == "404");
        }
        (await system.CertificatesOfAsync(serverId)).ShouldBe((1, 1, 2));
    }

    [Theory]
    [InlineData("UPDATE vpn_server SET observed_generation = 0 WHERE id = @serverId", "VPN.1113", "400")]
    [InlineData("UPDATE vpn_server SET failed = 1 WHERE id = @serverId", "VPN.1117", "500")]
    [InlineData("UPDATE p2c_vpn_gateway SET frozen_effect = 2 WHERE project_id = @ProjectId", "VPN.1117", "500")]
    [InlineData("UPDATE p2c_vpn_gateway SET deleting = 1 WHERE project_id = @ProjectId", "VPN.1117", "500")]
    [InlineData("UPDATE vpn_server SET generation = 9 WHERE id = @serverId", null, null)]
    public async Task The_status_of_the_server_decides_what_is_changed(string status, string? code, string? httpStatus)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var serverId = await system.InsertServerAsync(caller);
        var pem = CaCertificates.Pem();
        var id = await system.ImportAsync(caller, ClientCaActions.Import(serverId, pem));
        await system.ExecuteAsync(status, new { serverId, caller.ProjectId });

        if (code is null)
        {
            await ChangeAsync(system, caller, serverId, id);
            return;
        }
        foreach (var refusal in new[]
        {
            await Refused.Async(system.Cas().ImportClientCaAsync(ClientCaActions.Import(serverId, CaCertificates.Pem()), system.As(caller))),
            await Refused.Async(system.Cas().UpdateClientCaAsync(ClientCaActions.Rename(serverId, id, "b"), system.As(caller))),
            await Refused.Async(system.Cas().DeleteClientCaAsync(ClientCaActions.Delete(serverId, id), system.As(caller))),
        })
        {
            (refusal.Code, refusal.Status).ShouldBe((code, httpStatus));
        }
        (await Refused.Async(system.Cas().ImportClientCaAsync(ClientCaActions.Import(serverId, pem), system.As(caller)))).Code.ShouldBe("VPN.0077");
        (await system.ShowAsync(caller, serverId, id)).Id.ShouldBe(id);
    }

    [Fact]
    public async Task What_breaks_a_rule_of_form_is_named()
    {
        var system = await systems["sqlite"];
        var (cas, options) = (system.Cas(), system.As(TestSystem.User(TestSystem.NewProject())));
        var none = Guid.CreateVersion7().ToString();
        var bad = new NewClientCaCertificate { Name = "a.b" };

        foreach (var (refusal, fields) in new[]
        {
            (await Refused.Async(cas.ImportClientCaAsync(new ImportClientCaRequest { VpnServerId = none }, options)), (string[])["client_ca_certificate"]),
            (await Refused.Async(cas.CheckClientCaCertificateAsync(new CheckClientCaCertificateRequest { ClientCaCertificate = bad }, options)),
                ["client_ca_certificate.name", "client_ca_certificate.content"]),
            (await Refused.Async(cas.UpdateClientCaAsync(new UpdateClientCaRequest { VpnServerId = none }, options)), ["client_ca_certificate"]),
            (await Refused.Async(cas.UpdateClientCaAsync(ClientCaActions.Rename(none, none, ""), options)), ["client_ca_certificate.name"]),
        })
        {
            (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
            refusal.Fields.ShouldBe(fields);
        }
    }

    private static async Task ChangeAsync(TestSystem system, CallerContext caller, string serverId, string id)
    {
        await system.ImportAsync(caller, ClientCaActions.Import(serverId, CaCertificates.Pem()));
        await system.Cas().UpdateClientCaAsync(ClientCaActions.Rename(serverId, id, "b"), system.As(caller));
        await system.DeleteAsync(caller, serverId, id);
        (await system.CertificatesOfAsync(serverId)).ShouldBe((1, 1, 11));
    }
}
