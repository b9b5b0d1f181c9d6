using System.Text.Json;
using Shouldly;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>The trail of the administration, through the store and the bus.</summary>
public sealed class AuditTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task What_the_administrator_changes_or_is_refused_is_told_without_secrets(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var (client, call, user) = (system.Administration, system.Administrator, await account.NewUserAsync());
        var key = await client.CreateAccessKeyAsync(new() { UserId = user.Id }, call);
        await client.DisableAccessKeyAsync(new() { AccessKey = key.AccessKey }, call);
        await Refusal.OfAsync(client.UpdateUserAsync(new() { UserId = user.Id, Password = "short" }, call));
        await client.GetUserAsync(new() { UserId = user.Id }, call);
        // What a user does comes through the edge, which records it.
        await client.CreateAccessKeyAsync(new() { UserId = user.Id }, account.Owner.Granted);
        await client.DeleteUserAsync(new() { UserId = user.Id }, call);
        string[] expected =
        [
            $"CreateUser 201 succeeded  iam:users:createUser users ",
            $"CreateAccessKey 201 succeeded  iam:credentials:createCredential credentials {user.Id}",
            $"DisableAccessKey 204 succeeded  iam:credentials:updateCredential credentials {key.AccessKey}",
            $"UpdateUser 400 refused IAM.0007 iam:users:updateUser users {user.Id}",
            $"DeleteUser 204 succeeded  iam:users:deleteUser users {user.Id}",
        ];
        await Eventually.Async(() => Lines(system).TakeLast(1).Contains(expected[^1]));
        Lines(system).TakeLast(5).ShouldBe(expected);
        var told = string.Join('\n', system.Told.All.Select(each => each.Data.GetRawText()));
        told.ShouldNotContain(key.SecretKey);
        told.ShouldNotContain(IdentitySystem.Password);
    }

    private static string[] Lines(IdentitySystem system) =>
        [.. system.Told.All.Where(each => each.Type == "audit.recorded").OrderBy(each => each.Id, StringComparer.Ordinal).Select(Line)];

    private static string Line(CloudEvent told)
    {
        told.Data.GetProperty("part").GetString().ShouldBe("administrator");
        string[] fields = ["operation", "status", "outcome", "error_code", "action", "resource_type", "resource_id"];
        return string.Join(' ', fields.Select(field => Text(told.Data.GetProperty(field))));
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
