using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.CommandLine.Identity;

/// <summary>What the commands about users, keys and policies have in common.</summary>
internal static class IdentityCalls
{
    /// <summary>The administration of Identity.</summary>
    public static IdentityAdministration.IdentityAdministrationClient Identity(this Run run) => new(run.Part("IDENTITY"));

    /// <summary>The account that was named, or the only one.</summary>
    /// <exception cref="Failure">None was named, and there are several.</exception>
    public static async Task<string> AccountAsync(this Run run, string? given)
    {
        if (given is not null)
        {
            return given;
        }
        var accounts = await run.Identity().ListDomainsAsync(new ListDomainsRequest { Limit = 2 }, run.AsAdministrator());
        return accounts.Domains is [var only]
            ? only.Id
            : throw new Failure(ExitCodes.Usage, "which account? Give --account; `vpnmesh account list` shows them.");
    }
}
