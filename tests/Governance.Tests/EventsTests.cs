using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests;

public sealed class EventsTests
{
    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Created_confirms_and_deleted_releases_in_whatever_order_they_are_heard(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var gateway = GatewayWish.Public();
        var customerGateway = new ReserveRequest { ResourceType = "customer_gateway", ResourceId = GatewayWish.NewId() };
        await governance.Reservations.ReserveVpnGatewayAsync(gateway, governance.Owner);
        await governance.Reservations.ReserveAsync(customerGateway, governance.Owner);

        var created = Event("vpn_gateway.created", gateway.ResourceId);
        await TellAsync(governance, created, created, Event("customer_gateway.created", customerGateway.ResourceId));
        (await governance.CountAsync("reservation WHERE confirmed = 1")).ShouldBe(2);
        (await governance.CountAsync("inbox WHERE consumer = 'ReservedResourceEvents'")).ShouldBe(2);

        var deleted = Event("vpn_gateway.deleted", gateway.ResourceId);
        await TellAsync(governance, deleted, Event("customer_gateway.deleted", customerGateway.ResourceId), deleted);
        await TellAsync(governance, Event("vpn_gateway.deleted", gateway.ResourceId), Event("vpn_gateway.created", gateway.ResourceId));
        (await governance.CountAsync("reservation")).ShouldBe(0);
        (await governance.CountAsync("eip")).ShouldBe(0);
        (await governance.CountAsync("quota WHERE used <> 0")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_gateway_of_another_project_is_not_touched(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var gateway = GatewayWish.Public();
        await governance.Reservations.ReserveVpnGatewayAsync(gateway, governance.Owner);

        await TellAsync(governance, Event("vpn_gateway.deleted", gateway.ResourceId) with { ProjectId = "another" });
        await governance.Reservations.ReleaseAsync(new ReleaseRequest { ResourceIds = { gateway.ResourceId } }, governance.InProject("another"));

        (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_EIP_that_was_bound_later_is_bound_for_good_once_its_gateway_has_told(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var gateway = GatewayWish.Public();
        var reserved = await governance.Reservations.ReserveVpnGatewayAsync(gateway, governance.Owner);
        await governance.Inventory.UnbindEipAsync(
            new UnbindEipRequest { ProjectId = GovernanceInstance.Project, EipId = reserved.Eip1.Id }, governance.Administrator);
        var binding = new BindEipsRequest
        {
            ResourceId = gateway.ResourceId,
            EipId1 = reserved.Eip1.Id,
            MaxBandwidthSize = 300,
            PublicBorderGroup = reserved.PublicBorderGroup,
            BindingId = GatewayWish.NewId(),
        };
        await governance.Reservations.BindEipsAsync(binding, governance.Owner);

        var updated = JsonSerializer.SerializeToElement(new { eips = new[] { new { id = reserved.Eip1.Id }, new { id = reserved.Eip2.Id } } });
        await TellAsync(governance, Event("vpn_gateway.updated", gateway.ResourceId) with { Data = updated });

        (await governance.CountAsync("eip WHERE pending_by IS NOT NULL")).ShouldBe(0);
        (await Refusal.OfAsync(governance.Reservations.BindEipsAsync(binding, governance.Owner))).Code.ShouldBe("VPN.0553");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Unbinding_an_EIP_is_told_once(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var gateway = GatewayWish.Public();
        var reserved = await governance.Reservations.ReserveVpnGatewayAsync(gateway, governance.Owner);
        var request = new UnbindEipRequest { ProjectId = GovernanceInstance.Project, EipId = reserved.Eip2.Id };

        await governance.Inventory.UnbindEipAsync(request, governance.Administrator);
        await governance.Inventory.UnbindEipAsync(request, governance.Administrator);

        await Eventually.Async(() => !governance.Told.IsEmpty);
        var told = governance.Told.ShouldHaveSingleItem();
        (told.Type, told.ProjectId, told.Subject).ShouldBe(("eip.unbound", GovernanceInstance.Project, reserved.Eip2.Id));
        told.Data.GetProperty("vpn_gateway_id").GetString().ShouldBe(gateway.ResourceId);
        told.Data.GetProperty("place").GetInt32().ShouldBe(2);
        (await governance.CountAsync("eip WHERE bound_to IS NULL")).ShouldBe(1);
    }

    private static CloudEvent Event(string type, string resourceId) => new()
    {
        Id = GatewayWish.NewId(),
        Source = "/vpnmesh/site-to-site",
        Type = type,
        Subject = resourceId,
        Time = TimeProvider.System.NowMs().ToWireTime(),
        ProjectId = GovernanceInstance.Project,
        EnterpriseProjectId = "0",
        ResourceType = type.Split('.')[0],
        Generation = 1,
        RequestId = "",
        Data = JsonSerializer.SerializeToElement(new { name = "a" }),
    };

    private static async Task TellAsync(GovernanceInstance governance, params CloudEvent[] events)
    {
        var bus = governance.Services.GetRequiredService<EventBus>();
        foreach (var cloudEvent in events)
        {
            await bus.TellAsync(cloudEvent, CancellationToken.None);
        }
    }
}
