using System.CommandLine;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh account</c>: accounts (domains), to which users, projects and policies belong.</summary>
internal static class AccountCommands
{
    public static Command Create() => new("account", "Accounts, to which users, projects and policies belong.") { Add(), List() };

    private static Command Add()
    {
        var name = CommonOptions.Id("NAME", "Its name.");
        return new Command("create", "Makes an account.") { name }.Does(async run =>
            run.Print.Item(await run.Identity().CreateDomainAsync(new CreateDomainRequest { Name = run.Value(name) }, run.AsAdministrator())));
    }

    private static Command List()
    {
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists accounts.")).Does(async run =>
        {
            var request = new ListDomainsRequest();
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListDomainsAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.Domains, answer.NextMarker, "id", "name", "enabled", "created_at");
        });
    }
}
