namespace VpnMesh.Identity.Policies;

/// <summary>The services that belong to the account and not to a project of it.</summary>
internal static class AccountServices
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "iam", "eps", "tms", "scm" };

    /// <summary>Whether a service, as actions begin with it, is one.</summary>
    public static bool IsOne(string service) => Names.Contains(service);

    /// <summary>Whether an action is one of such a service: it counts where it is granted on all projects, which is the account itself.</summary>
    public static bool Have(string action) => IsOne(action[..action.IndexOf(':', StringComparison.Ordinal)]);
}
