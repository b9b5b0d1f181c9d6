using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Passwords are nowhere to be found: not in the files of the stores, where events wait as well, nor in any answer.</summary>
public sealed class VpnUserSecrecyTests
{
    // Also where something is refused.
    private static readonly string[] Passwords = ["Zebra-Quartz-1", "Zebra-Quartz-2", "Zebra-Quartz-3", "Zebra-Quartz-4", "Zebra-Quartzé"];

    [Fact]
    public async Task No_password_is_in_the_stores_the_events_or_the_answers()
    {
        await using var system = await TestSystem.StartAsync("sqlite");
        // Events are kept, as those that were told are deleted.
        await system.ExecuteAsync(
            "CREATE TABLE told (body TEXT); CREATE TRIGGER keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.body); END");
        var answers = await UseAsync(await UserActions.OnNewServerAsync(system));

        var stored = Files(system.Services.GetRequiredService<IConfiguration>()["DATA"]!);

        // What can be found is found.
        stored.ShouldContain("marble-user");
        answers.ShouldContain("marble-user");
        // Hashes are sealed.
        stored.ShouldNotContain("argon2id");
        foreach (var form in Passwords.SelectMany(Forms))
        {
            stored.Contains(form, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(form);
            answers.Contains(form, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(form);
        }
    }

    private static async Task<string> UseAsync(UserActions users)
    {
        var answers = new StringBuilder();
        var token = Guid.CreateVersion7().ToString();
        var created = await users.Create(new NewVpnUser { Name = "marble-user", Password = Passwords[0] }, token);
        var id = created.User.Id;
        NewVpnUserOfBatch[] batch = [new() { Name = "marble-user", Password = Passwords[0] }, new() { Name = "user001", Password = Passwords[4] }];
        answers.Append(created).Append(await users.BatchCreate(batch)).Append(await users.Update(id, new VpnUserChanges { Description = "a" }));
        answers.Append(await Refused.Async(users.Create(new NewVpnUser { Name = "user002", Password = Passwords[4] })));
        answers.Append(await users.UpdatePassword(id, Passwords[0], Passwords[1])).Append(await users.ResetPassword(id, Passwords[2]));
        answers.Append(await Refused.Async(users.UpdatePassword(id, Passwords[0], Passwords[3])));
        answers.Append(await Refused.Async(users.UpdatePassword(id, Passwords[2], Passwords[1])));
        answers.Append(await users.Check("marble-user", Passwords[3])).Append(await users.Check("marble-user", Passwords[2]));
        answers.Append(await users.Show(id)).Append(await users.List());
        return answers.ToString();
    }

    private static IEnumerable<string> Forms(string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        return
        [
            password, new string([.. password.Reverse()]),
            Encoding.Latin1.GetString(bytes), Convert.ToHexString(bytes), Convert.ToBase64String(bytes).TrimEnd('='),
        ];
    }

    private static string Files(string folder)
    {
        var text = new StringBuilder();
        foreach (var path in Directory.EnumerateFiles(folder, "*.db*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }
        return text.ToString();
    }
}
