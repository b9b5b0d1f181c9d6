using System.CommandLine;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Calls;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary><c>vpnmesh policy</c>: documents that say which actions are allowed.</summary>
internal static class PolicyCommands
{
    public static Command Create() => new("policy", "Policies, which say what actions are allowed and denied.")
    {
        Add(),
        List(),
        Get(),
        Update(),
        Delete(),
    };

    private static Command Add()
    {
        var name = CommonOptions.Id("NAME", "Its name.");
        var account = CommonOptions.Account();
        var document = Document();
        document.Required = true;
        return new Command("create", "Makes a policy.") { name, account, document }.Does(async run =>
        {
            var request = new CreatePolicyRequest
            {
                Name = run.Value(name),
                Document = GivenData.ReadText(run.Value(document)!),
                DomainId = await run.AccountAsync(run.Value(account)),
            };
            return run.Print.Item(await run.Identity().CreatePolicyAsync(request, run.AsAdministrator()));
        });
    }

    private static Command List()
    {
        var account = CommonOptions.Account();
        var page = new PageOptions();
        return page.AddTo(new Command("list", "Lists the policies that are built in and those of an account.") { account }).Does(async run =>
        {
            var request = new ListPoliciesRequest { DomainId = await run.AccountAsync(run.Value(account)) };
            page.Set(run, limit => request.Limit = limit, marker => request.Marker = marker);
            var answer = await run.Identity().ListPoliciesAsync(request, run.AsAdministrator());
            return run.Print.Items(answer.Policies, answer.NextMarker, "policy", "name", "built_in", "created_at");
        });
    }

    private static Command Get()
    {
        var policy = Policy();
        return new Command("get", "Shows a policy with its document.") { policy }.Does(async run =>
            run.Print.Item((await run.Identity().GetPolicyAsync(new GetPolicyRequest { Policy = run.Value(policy) }, run.AsAdministrator())).Policy));
    }

    private static Command Update()
    {
        var policy = Policy();
        var name = new Option<string>("--name") { Description = "Its new name.", HelpName = "NAME" };
        var document = Document();
        var command = new Command("update", "Gives a policy another name or document.") { policy, name, document };
        command.Validators.Add(result =>
        {
            if (result.GetResult(name) is null && result.GetResult(document) is null)
            {
                result.AddError("Give --name or --document.");
            }
        });
        return command.Does(async run =>
        {
            var request = new UpdatePolicyRequest { Policy = run.Value(policy) };
            if (run.Value(name) is { } newName)
            {
                request.Name = newName;
            }
            if (run.Value(document) is { } newDocument)
            {
                request.Document = GivenData.ReadText(newDocument);
            }
            await run.Identity().UpdatePolicyAsync(request, run.AsAdministrator());
            return run.Print.Done($"{request.Policy} is changed", new JsonObject { ["policy"] = request.Policy });
        });
    }

    private static Command Delete()
    {
        var policy = Policy();
        return new Command("delete", "Deletes a policy that nobody has.") { policy }.Does(async run =>
        {
            await run.Identity().DeletePolicyAsync(new DeletePolicyRequest { Policy = run.Value(policy) }, run.AsAdministrator());
            return run.Print.Done($"{run.Value(policy)} is deleted", new JsonObject { ["policy"] = run.Value(policy), ["deleted"] = true });
        });
    }

    private static Argument<string> Policy() => CommonOptions.Id("POLICY", "Id of a policy, or the name of one that is built in (VPN FullAccess).");

    private static Option<string> Document() =>
        new("--document", "-d") { Description = "The JSON document: @FILE, @- for standard input, or the text itself.", HelpName = "DATA" };
}
