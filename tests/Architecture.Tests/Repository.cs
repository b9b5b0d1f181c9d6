using Shouldly;

namespace VpnMesh.Architecture.Tests;

/// <summary>The checkout that these tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder that belong to the project, with paths relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>
    /// A file must be as it is generated. With VPNMESH_WRITE_CATALOGUE=1 it is written, so that it is.
    /// </summary>
    public static void ShouldHold(string path, string expected)
    {
        if (Environment.GetEnvironmentVariable("VPNMESH_WRITE_CATALOGUE") == "1")
        {
            File.WriteAllText(Path.Combine(Root, path), expected);
        }
        Read(path).ShouldBe(expected);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VpnMesh.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
    }
}
