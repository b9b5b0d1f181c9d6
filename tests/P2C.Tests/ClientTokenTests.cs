using Microsoft.Extensions.DependencyInjection;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.Tests;

/// <summary>Creations with an idempotency key, whatever they create.</summary>
public sealed class ClientTokenTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Operation = "CreateVpnUser";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Parallel_calls_with_one_key_create_once_and_get_one_answer(string dialect)
    {
        var system = await systems[dialect];
        var (project, token) = (TestSystem.NewProject(), Guid.CreateVersion7().ToString());
        var created = 0;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallAsync(system, project, token, "anna", () => Interlocked.Increment(ref created))));

        created.ShouldBe(1);
        answers.Select(answer => answer.User.Id).Distinct().ShouldBe(["1"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_body_under_the_same_key_is_refused_and_another_project_is_not_concerned(string dialect)
    {
        var system = await systems[dialect];
        var (project, token) = (TestSystem.NewProject(), Guid.CreateVersion7().ToString());
        await CallAsync(system, project, token, "anna", () => 1);

        var refusal = await Should.ThrowAsync<DomainException>(() => CallAsync(system, project, token, "bert", () => 2));
        var elsewhere = await CallAsync(system, TestSystem.NewProject(), token, "bert", () => 3);

        refusal.Code.Code.ShouldBe("VPN.0031");
        elsewhere.User.Id.ShouldBe("3");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_creation_that_was_refused_leaves_its_key_free(string dialect)
    {
        var system = await systems[dialect];
        var (project, token) = (TestSystem.NewProject(), Guid.CreateVersion7().ToString());
        await Should.ThrowAsync<DomainException>(() => CallAsync(system, project, token, "anna", () => throw ErrorCatalogue.NotFound.With()));

        var answer = await CallAsync(system, project, token.ToUpperInvariant(), "anna", () => 2);

        answer.User.Id.ShouldBe("2");
    }

    [Fact]
    public async Task What_is_no_UUID_is_no_key()
    {
        var system = await systems["sqlite"];

        var refusal = await Should.ThrowAsync<DomainException>(() => CallAsync(system, TestSystem.NewProject(), "1", "anna", () => 1));

        refusal.Code.Code.ShouldBe("VPN.0001");
        refusal.Message.ShouldContain("X-Client-Token");
    }

    private static Task<CreateVpnUserResponse> CallAsync(TestSystem system, string project, string token, string name, Func<int> create)
    {
        var request = new CreateVpnUserRequest { User = new NewVpnUser { Name = name } };
        return system.Services.GetRequiredService<ClientTokenCalls>().OnceAsync(
            TestSystem.User(project),
            Operation,
            token,
            request,
            async claim =>
            {
                var answer = new CreateVpnUserResponse { User = new VpnUserReference { Id = $"{create()}" } };
                await system.P2C.InTransactionAsync(async session => { await claim.KeepAsync(session, answer); return true; }, CancellationToken.None);
                return answer;
            },
            CancellationToken.None);
    }
}
