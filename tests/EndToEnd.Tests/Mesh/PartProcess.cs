namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>A process of a system: which program it runs, with which settings.</summary>
/// <param name="Project">Name of the program's project.</param>
/// <param name="Settings">Its settings, without the prefix of environment variables.</param>
public sealed record PartProcess(string Project, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>What the process is called in its system and its data folder is named; its project's name unless several run the same.</summary>
    public string Name { get; init; } = Project;

    /// <summary>Further environment variables, under their own names.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
