using System.Threading.Channels;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>What an agent does with the certificates that it is told.</summary>
public sealed class CertificateSetTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_certificate_is_put_in_place_once_per_generation_and_goes_with_its_end_point()
    {
        var backend = new RecordingBackend();
        using var set = new CertificateSet(backend);
        await set.ReplaceAsync([Desired("a", 1), Desired("b", 1)], Never);
        await set.ChangeAsync(new Changes { Certificates = { Desired("a", 1), Desired("a", 2), Desired("a", 1) } }, Never);
        backend.Take().ShouldBe(["apply a 1", "apply b 1", "apply a 2"]);

        await set.ChangeAsync(new Changes { Gateways = { new DesiredGateway { GatewayId = "a", Slot = 1, Removed = true } } }, Never);
        await set.ChangeAsync(new Changes { Certificates = { Desired("a", 1) } }, Never);
        backend.Take().ShouldBe(["remove a", "apply a 1"]);

        // Another stream: what it does not name is no longer the agent's.
        await set.ReplaceAsync([Desired("a", 1)], Never);
        await set.ReplaceAsync([Desired("b", 1)], Never);
        backend.Take().ShouldBe(["remove b", "remove a", "apply b 1"]);
    }

    [Fact]
    public async Task Another_certificate_of_the_same_generation_is_put_in_place()
    {
        var backend = new RecordingBackend();
        using var set = new CertificateSet(backend);
        await set.ReplaceAsync([Desired("a", 3)], Never);
        await set.ReplaceAsync([new DesiredCertificate(Desired("a", 1)) { CertificateId = "another" }], Never);
        backend.Take().ShouldBe(["apply a 3", "apply a 1"]);
    }

    [Fact]
    public async Task What_was_observed_is_told_again_on_another_stream()
    {
        var backend = new RecordingBackend();
        using var set = new CertificateSet(backend);
        using var end = new CancellationTokenSource();
        var observing = set.ObserveAsync(end.Token);
        await set.ReplaceAsync([Desired("a", 1), Desired("b", 1)], Never);
        backend.Observe("a", ObservedState.Applied);
        (await set.TakeReportsAsync(Never)).ShouldHaveSingleItem().State.ShouldBe(ObservedState.Applied);
        backend.Observe("a", ObservedState.Failed);
        (await set.TakeReportsAsync(Never)).ShouldHaveSingleItem().State.ShouldBe(ObservedState.Failed);

        await set.ReplaceAsync([Desired("a", 1), Desired("b", 1)], Never);
        (await set.TakeReportsAsync(Never)).ShouldHaveSingleItem().State.ShouldBe(ObservedState.Failed);

        // Of what is gone nothing is told.
        await set.ReplaceAsync([Desired("b", 1)], Never);
        backend.Observe("b", ObservedState.Applied);
        (await set.TakeReportsAsync(Never)).ShouldHaveSingleItem().GatewayId.ShouldBe("b");
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(observing);
    }

    [Fact]
    public async Task A_certificate_without_texts_keeps_what_is_there_and_is_a_failure_unless_it_is_that()
    {
        var backend = new RecordingBackend();
        using var set = new CertificateSet(backend);
        await set.ReplaceAsync([Desired("a", 1), Desired("b", 1)], Never);
        backend.Take();

        await set.ReplaceAsync([new(Desired("a", 1)) { Certificate = "" }, new(Desired("b", 2)) { Certificate = "" }], Never);

        backend.Take().ShouldBeEmpty();
        var report = (await set.TakeReportsAsync(Never)).ShouldHaveSingleItem();
        (report.GatewayId, report.Generation, report.State).ShouldBe(("b", 2, ObservedState.Failed));
    }

    private static DesiredCertificate Desired(string gatewayId, long generation) =>
        new() { CertificateId = "c", GatewayId = gatewayId, Slot = 1, Generation = generation, Certificate = "pem" };

    /// <summary>A backend that keeps what it was ordered and observes what a test says.</summary>
    private sealed class RecordingBackend : ICertificateBackend
    {
        private readonly List<string> _orders = [];
        private readonly Channel<ObservedCertificate> _observations = Channel.CreateUnbounded<ObservedCertificate>();

        public Task ApplyAsync(DesiredCertificate certificate, CancellationToken cancellationToken)
        {
            _orders.Add($"apply {certificate.GatewayId} {certificate.Generation}");
            return Task.CompletedTask;
        }

        public Task RemoveAsync(string gatewayId, int slot, CancellationToken cancellationToken)
        {
            _orders.Add($"remove {gatewayId}");
            return Task.CompletedTask;
        }

        public IAsyncEnumerable<ObservedCertificate> ObserveAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

        public void Observe(string gatewayId, ObservedState state) =>
            _observations.Writer.TryWrite(new ObservedCertificate { GatewayId = gatewayId, Slot = 1, State = state });

        public string[] Take()
        {
            string[] orders = [.. _orders];
            _orders.Clear();
            return orders;
        }
    }
}
