using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Tests.Shared;

public sealed class MigratorTests
{
    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Replicas_may_start_together_and_again(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);

        var replicas = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SharedStore.Migrated(store))));
        replicas[0].Migrate(typeof(CloudEvent).Assembly);

        (await replicas[^1].CountAsync("lease")).ShouldBe(0);
        (await replicas[^1].CountAsync(kind == Kind.Sqlite ? "SchemaVersions" : "schema_versions")).ShouldBe(2);
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_script_that_fails_leaves_nothing_and_keeps_nobody_waiting(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var database = new SharedStore(store);

        var failure = Should.Throw<InvalidOperationException>(() => database.Migrate(typeof(CloudEvent).Assembly, typeof(MigratorTests).Assembly));
        failure.Message.ShouldContain("900_broken.sql");

        await using var another = await Task.Run(() => SharedStore.Migrated(store)).WaitAsync(TimeSpan.FromSeconds(20));
        (await another.CountAsync()).ShouldBe(0);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => another.CountAsync("half_done"));
    }
}
