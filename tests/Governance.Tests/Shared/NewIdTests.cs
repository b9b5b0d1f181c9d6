using Microsoft.Extensions.Time.Testing;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Governance.Tests.Shared;

public sealed class NewIdTests
{
    [Fact]
    public async Task Ids_of_one_millisecond_sort_in_the_order_in_which_they_were_made()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 2, 20, 7, 41, 39, TimeSpan.Zero));
        var threads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 5_000).Select(_ => time.NewId()).ToArray())));
        threads.ShouldAllBe(ids => ids.SequenceEqual(ids.Order(StringComparer.Ordinal)));
        var all = threads.SelectMany(ids => ids).ToArray();
        all.ShouldBeUnique();
        all.ShouldAllBe(id => Wire.IsUuid(id) && Guid.Parse(id).Version == 7);

        time.Advance(TimeSpan.FromSeconds(1));
        var later = time.NewId();
        all.ShouldAllBe(id => string.CompareOrdinal(id, later) < 0);
        string.CompareOrdinal(time.NewId(), later).ShouldBePositive();
    }
}
