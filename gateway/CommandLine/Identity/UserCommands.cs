using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh user</c>: who may log in.</summary>
internal static class UserCommands
{
    public static Command Create() => new("user", "Users, who log in with a password or sign with access keys.")
    {
        Add(),
        List(),
        Get(),
        SetPassword(),
        Setting("enable", "Lets a user call again.", enabled: true),
        Setting("disable", "Keeps a user out; its tokens stop working.", enabled: false),
        Delete(),
    };

    private static Command Add()
    {
        var name = CommonOptions.Id("NAME", "Its name.");
        var account = CommonOptions.Account();
        var owner = new Option<bool>("--owner") { Description = "It owns the account: everything is allowed to it." };
        var fromInput = PasswordFromInput();
        return new Command("create", "Makes a user; asks for a password.") { name, account, owner, fromInput }.Does(async run =>
        {
            var request = new CreateUserRequest
            {
                Name = run.Value(name),
                Password = Passwords.ReadNew(run.Value(fromInput)),
                DomainId = await run.AccountAsync(run.Value(account)),
                AccountOwner = run.Value(owner),
            };
            return run.Print.Item(await run.Identity().CreateUserAsync(request, run.AsAdministrator()));
        });
    }

    private static Command List()
    {
        var account = CommonOptions.Account();
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists the users of an account.") { account }).Does(async run =>
        {
            var request = new ListUsersRequest { DomainId = await run.AccountAsync(run.Value(account)) };
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListUsersAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.Users, answer.NextMarker, "id", "name", "account_owner", "enabled", "created_at");
        });
    }

    private static Command Get()
    {
        var id = User();
        return new Command("get", "Shows a user.") { id }.Does(async run =>
            run.Print.Item((await run.Identity().GetUserAsync(new GetUserRequest { UserId = run.Value(id) }, run.AsAdministrator())).User));
    }

    private static Command SetPassword()
    {
        var id = User();
        var fromInput = PasswordFromInput();
        return new Command("set-password", "Gives a user a new password; its tokens stop working.") { id, fromInput }.Does(async run =>
        {
            var request = new UpdateUserRequest { UserId = run.Value(id), Password = Passwords.ReadNew(run.Value(fromInput)) };
            await run.Identity().UpdateUserAsync(request, run.AsAdministrator());
            return run.Print.Done($"{run.Value(id)} has a new password", new JsonObject { ["id"] = run.Value(id) });
        });
    }

    private static Command Setting(string verb, string description, bool enabled)
    {
        var id = User();
        return new Command(verb, description) { id }.Does(async run =>
        {
            await run.Identity().UpdateUserAsync(new UpdateUserRequest { UserId = run.Value(id), Enabled = enabled }, run.AsAdministrator());
            return run.Print.Done($"{run.Value(id)} is {verb}d", new JsonObject { ["id"] = run.Value(id), ["enabled"] = enabled });
        });
    }

    private static Command Delete()
    {
        var id = User();
        return new Command("delete", "Deletes a user, its keys and what was granted to it.") { id }.Does(async run =>
        {
            await run.Identity().DeleteUserAsync(new DeleteUserRequest { UserId = run.Value(id) }, run.AsAdministrator());
            return run.Print.Done($"{run.Value(id)} is deleted", new JsonObject { ["id"] = run.Value(id), ["deleted"] = true });
        });
    }

    private static Argument<string> User() => CommonOptions.Id("USER", "Id of the user.");

    private static Option<bool> PasswordFromInput() =>
        new("--password-stdin") { Description = "Takes the password from the first line of standard input." };
}
