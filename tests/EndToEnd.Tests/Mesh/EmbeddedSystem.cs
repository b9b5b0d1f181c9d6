namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>One process, SQLite, events in process: what a newcomer runs.</summary>
public sealed class EmbeddedSystem : MeshSystem
{
    private const string Standalone = "VpnMesh.Standalone";

    public override IReadOnlyList<string> Killable => [Standalone];

    public override string DataFolder => Directory.CreateDirectory(Path.Combine(Folder.Path, Standalone)).FullName;

    public override string AddressOf(string setting) => "unix:" + Path.Combine(Folder.Path, "parts.sock");

    public override IReadOnlyList<string> Events()
    {
        var path = Path.Combine(Folder.Path, Standalone, "events.jsonl");
        if (!File.Exists(path))
        {
            return [];
        }
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    protected override Task PrepareAsync() => Task.CompletedTask;

    protected override IEnumerable<PartProcess> Describe() =>
    [
        new(Standalone, new Dictionary<string, string>
        {
            ["URLS"] = PublicUrl.ToString(),
            ["PARTS"] = AddressOf("PARTS"),
        }),
    ];
}
