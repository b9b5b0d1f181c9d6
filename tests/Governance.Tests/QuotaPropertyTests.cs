using CsCheck;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests;

/// <summary>Whatever happens in whatever order, what counts against a quota is what is reserved, and never more than the quota.</summary>
public sealed class QuotaPropertyTests
{
    private const int Quota = 3;
    private const int Resources = 5;

    private static readonly string[] Steps = ["reserve", "reserve", "reserve", "write", "confirm", "release", "expire"];

    private static readonly Gen<(string What, int Resource)[]> Histories =
        Gen.Select(Gen.Int[0, Steps.Length - 1].Select(i => Steps[i]), Gen.Int[0, Resources - 1])
            .Array[1, 25];

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Used_equals_live_reservations_and_never_passes_the_quota(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(
            store, $"--QUOTA_VPN_GATEWAY={Quota}", $"--SITE_TO_SITE={OwnerService.Address(store)}");
        await using var owner = await OwnerService.StartAsync(store, governance.Time);
        var projects = 0;

        await Histories.SampleAsync(
            async history =>
            {
                var run = new Run(governance, owner, $"project-{Interlocked.Increment(ref projects)}");
                foreach (var (what, resource) in history)
                {
                    await run.DoAsync(what, resource);
                    await run.CheckAsync();
                }
            },
            iter: 25,
            threads: 1);
    }

    private sealed class Run(GovernanceInstance governance, OwnerService owner, string projectId)
    {
        private readonly string[] _ids = [.. Enumerable.Range(0, Resources).Select(_ => GatewayWish.NewId())];
        private readonly Dictionary<string, bool> _confirmed = [];

        public async Task DoAsync(string what, int resource)
        {
            var id = _ids[resource];
            switch (what)
            {
                case "reserve":
                    await ReserveAsync(id);
                    break;
                case "write":
                    owner.Written.TryAdd(id, id);
                    break;
                case "confirm":
                    // Whoever confirms has written.
                    owner.Written.TryAdd(id, id);
                    await governance.Reservations.ConfirmAsync(new ConfirmRequest { ResourceIds = { id } }, governance.InProject(projectId));
                    _confirmed.Keys.Where(reserved => reserved == id).ToList().ForEach(reserved => _confirmed[reserved] = true);
                    break;
                case "release":
                    await governance.Reservations.ReleaseAsync(new ReleaseRequest { ResourceIds = { id } }, governance.InProject(projectId));
                    _confirmed.Remove(id);
                    break;
                default:
                    await ExpireAsync();
                    break;
            }
        }

        public async Task CheckAsync()
        {
            var used = (await governance.Quotas.ShowQuotasInfoAsync(new(), governance.InProject(projectId)))
                .Quotas.Resources.Single(quota => quota.Type == "vpn_gateway").Used;
            used.ShouldBe(_confirmed.Count);
            used.ShouldBeLessThanOrEqualTo(Quota);
            (await governance.CountAsync($"reservation WHERE project_id = '{projectId}'")).ShouldBe(used);
            (await governance.CountAsync($"eip WHERE project_id = '{projectId}' AND bound_to IS NOT NULL")).ShouldBe(2 * used);
        }

        private async Task ReserveAsync(string id)
        {
            var call = governance.Reservations.ReserveVpnGatewayAsync(
                GatewayWish.Public(request => request.ResourceId = id), governance.InProject(projectId));
            if (!_confirmed.ContainsKey(id) && _confirmed.Count == Quota)
            {
                (await Refusal.OfAsync(call)).Code.ShouldBe("VPN.0513");
                return;
            }
            await call;
            _confirmed.TryAdd(id, false);
        }

        private async Task ExpireAsync()
        {
            governance.Time.Advance(TimeSpan.FromSeconds(121));
            await Eventually.Async(async () =>
            {
                // The second half of the wait is watched, from the look that found what is old.
                governance.Time.Advance(TimeSpan.FromSeconds(15));
                return await governance.CountAsync("reservation WHERE confirmed = 0") == 0;
            });
            foreach (var (id, _) in _confirmed.Where(reservation => !reservation.Value).ToList())
            {
                _confirmed.Remove(id);
                if (owner.Written.ContainsKey(id))
                {
                    _confirmed[id] = true;
                }
            }
        }
    }
}
