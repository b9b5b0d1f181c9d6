using System.CommandLine;

namespace VpnMesh.CommandLine.Running;

/// <summary>Options that several commands have, so that they are called the same and mean the same.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "JSON for scripts.", Recursive = true };

    public static readonly Option<string> Data = new("--data")
    {
        Description = "Data folder of a process that runs on this machine (VPNMESH_DATA, or ./data).",
        HelpName = "FOLDER",
        Recursive = true,
    };

    /// <summary>The project that a command acts on; <see cref="Run.ProjectOf"/> takes the one of the environment when it is not given.</summary>
    public static Option<string> Project() => new("--project") { Description = "Id of the project (VPNMESH_PROJECT_ID).", HelpName = "ID" };

    /// <summary>The account that a command acts on; when it is not given, the only one that there is.</summary>
    public static Option<string> Account() =>
        new("--account") { Description = "Id of the account; not needed when there is only one.", HelpName = "ID" };

    public static Option<int?> Limit() => new("--limit") { Description = "How many at most, 1 to 1000 (100).", HelpName = "N" };

    public static Option<string> After() => new("--after") { Description = "Where the page before ended: its `next`.", HelpName = "MARKER" };

    /// <summary>An argument that has to be given.</summary>
    public static Argument<string> Id(string name, string description) => new(name) { Description = description };
}
