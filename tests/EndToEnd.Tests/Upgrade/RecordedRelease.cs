using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Upgrade;

/// <summary>
/// What the release before knew and answered, in one shape of the system: its stores with their key rings, as <c>deploy/backup</c> made them,
/// and beside them the keys to ask with and the answers. All keys are made for the recording and open nothing else.
/// </summary>
internal sealed record RecordedRelease(AccountKeys TestKeys, SortedDictionary<string, string> Answers)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A token is over after a day.
    private const string Tokens = "/v3/auth/tokens";

    public static string Folder { get; } = Path.Combine(Checkout.Root, "tests/EndToEnd.Tests/Upgrade/Previous");

    /// <summary>The stores of a shape.</summary>
    public static string Archive(string shape) => Path.Combine(Folder, shape + ".tar.gz");

    public static RecordedRelease Read(string shape) => JsonSerializer.Deserialize<RecordedRelease>(File.ReadAllText(Answered(shape)))!;

    /// <summary>Asks for everything that is there and keeps the answers.</summary>
    public static async Task WriteAsync(string shape, AccountKeys keys, ApiClient api, MixedResources resources)
    {
        var answers = await Reads.AllAsync(api, resources, isComplete: false);
        var good = answers.Where(answer => answer.Value.StartsWith("200 ", StringComparison.Ordinal) && answer.Key != Tokens);
        var recorded = new RecordedRelease(keys, new SortedDictionary<string, string>(good.ToDictionary(), StringComparer.Ordinal));
        await File.WriteAllTextAsync(Answered(shape), JsonSerializer.Serialize(recorded, Readable) + "\n");
    }

    /// <summary>What is not as it was: everything that was shown must still be there with its value; more may be shown.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(ApiClient api)
    {
        var differences = new List<string>();
        foreach (var (path, before) in Answers)
        {
            var now = await Reads.AnswerAsync(api, path, token: "");
            if (!now.StartsWith("200 ", StringComparison.Ordinal) || !Holds(JsonNode.Parse(now[4..]), JsonNode.Parse(before[4..])))
            {
                differences.Add($"{path}\n was {before}\n is  {now}");
            }
        }
        return differences;
    }

    private static bool Holds(JsonNode? now, JsonNode? before) => (now, before) switch
    {
        (JsonObject shown, JsonObject wanted) => wanted.All(member => shown.TryGetPropertyValue(member.Key, out var value) && Holds(value, member.Value)),
        (JsonArray shown, JsonArray wanted) => shown.Count == wanted.Count && wanted.Index().All(item => Holds(shown[item.Index], item.Item)),
        _ => JsonNode.DeepEquals(now, before),
    };

    private static string Answered(string shape) => Path.Combine(Folder, shape + ".json");
}
