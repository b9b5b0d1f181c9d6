using System.CommandLine;
using System.Text.Json.Nodes;
using Google.Protobuf;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh key</c>: access keys, with which calls are signed.</summary>
internal static class KeyCommands
{
    public static Command Create() => new("key", "Access keys, with which users sign their calls.")
    {
        Add(),
        List(),
        Rotate(),
        Setting("enable", "Lets a key be used again.", (run, id) => EnableAsync(run, id)),
        Setting("disable", "Has calls that are signed with a key refused.", (run, id) => DisableAsync(run, id)),
        Delete(),
    };

    private static Command Add()
    {
        var user = User();
        return new Command("create", "Makes an access key for a user, and shows its secret this once.") { user }.Does(async run =>
            ShowOnce(run, await run.Identity().CreateAccessKeyAsync(new CreateAccessKeyRequest { UserId = run.Value(user) }, run.AsAdministrator())));
    }

    private static Command List()
    {
        var user = User();
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists the access keys of a user, without their secrets.") { user }).Does(async run =>
        {
            var request = new ListAccessKeysRequest { UserId = run.Value(user) };
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListAccessKeysAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.AccessKeys, answer.NextMarker, "access_key", "enabled", "expires_at", "created_at");
        });
    }

    private static Command Rotate()
    {
        var key = Key();
        var grace = new Option<long?>("--grace")
        {
            Description = "Seconds for which the old key goes on working; when not given, until it is disabled.",
            HelpName = "SECONDS",
        };
        return new Command("rotate", "Makes a new key for the user of a key, and shows its secret this once.") { key, grace }.Does(async run =>
        {
            var request = new RotateAccessKeyRequest { AccessKey = run.Value(key) };
            if (run.Value(grace) is { } seconds)
            {
                request.GraceSeconds = seconds;
            }
            return ShowOnce(run, await run.Identity().RotateAccessKeyAsync(request, run.AsAdministrator()));
        });
    }

    private static Command Setting(string verb, string description, Func<Run, string, Task> set)
    {
        var key = Key();
        return new Command(verb, description) { key }.Does(async run =>
        {
            await set(run, run.Value(key));
            return run.Print.Done($"{run.Value(key)} is {verb}d", new JsonObject { ["access_key"] = run.Value(key), ["enabled"] = verb == "enable" });
        });
    }

    private static Command Delete()
    {
        var key = Key();
        return new Command("delete", "Deletes an access key.") { key }.Does(async run =>
        {
            await run.Identity().DeleteAccessKeyAsync(new DeleteAccessKeyRequest { AccessKey = run.Value(key) }, run.AsAdministrator());
            return run.Print.Done($"{run.Value(key)} is deleted", new JsonObject { ["access_key"] = run.Value(key), ["deleted"] = true });
        });
    }

    private static async Task EnableAsync(Run run, string key) =>
        await run.Identity().EnableAccessKeyAsync(new EnableAccessKeyRequest { AccessKey = key }, run.AsAdministrator());

    private static async Task DisableAsync(Run run, string key) =>
        await run.Identity().DisableAccessKeyAsync(new DisableAccessKeyRequest { AccessKey = key }, run.AsAdministrator());

    private static int ShowOnce(Run run, IMessage key)
    {
        run.Print.Say("vpnmesh: the secret key is shown only this once; keep it safe.");
        return run.Print.Item(key);
    }

    private static Argument<string> User() => CommonOptions.Id("USER", "Id of the user.");

    private static Argument<string> Key() => CommonOptions.Id("KEY", "The access key.");
}
