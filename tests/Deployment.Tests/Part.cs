namespace VpnMesh.Deployment.Tests;

/// <summary>A part of the system that has an image, as deploy/images/parts.tsv tells of it.</summary>
/// <param name="Name">Its name in deployments.</param>
/// <param name="Project">Folder of its project.</param>
/// <param name="Program">Name of its assembly.</param>
/// <param name="Port">Where it listens.</param>
internal sealed record Part(string Name, string Project, string Program, int Port)
{
    private const string Alone = "standalone";
    private const string Agent = "gateway-agent";

    public static IReadOnlyList<Part> All { get; } =
        [.. File.ReadLines(Deploy.Path("images/parts.tsv")).Select(line => line.Split('\t')).Select(row => new Part(row[0], row[1], row[2], int.Parse(row[3])))];

    /// <summary>Those that run as processes of their own beside one another.</summary>
    public static IReadOnlyList<Part> Separate { get; } = [.. All.Where(part => part.Name != Alone)];

    /// <summary>Those of them that have a database.</summary>
    public static IReadOnlyList<Part> Stores { get; } = [.. Separate.Where(part => part.Name != Agent)];
}

/// <summary>Files of deploy/.</summary>
internal static class Deploy
{
    public static string Path(string path) => System.IO.Path.Combine(Checkout.Root, "deploy", path);

    public static string Read(string path) => File.ReadAllText(Path(path));
}
