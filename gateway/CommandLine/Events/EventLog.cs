using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Events;

/// <summary>The events of the embedded default, in the file to which it appends them.</summary>
internal static class EventLog
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <exception cref="Failure">No process has written events there.</exception>
    public static async IAsyncEnumerable<JsonObject> FollowAsync(Run run, string[] patterns, bool fromStart)
    {
        var path = Path.Combine(run.Settings.Folder, "events.jsonl");
        if (!File.Exists(path) && !File.Exists(run.Settings.RunningFile))
        {
            throw new Failure(ExitCodes.Unreachable, $"{path} is not there, and VPNMESH_BUS is not set.");
        }
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        if (!fromStart)
        {
            file.Seek(0, SeekOrigin.End);
        }
        while (true)
        {
            // Lines are appended whole, with their end.
            while (await reader.ReadLineAsync(run.Cancellation) is { } line)
            {
                if (JsonNode.Parse(line) is JsonObject told && patterns.Any(pattern => RoutingKeyPattern.Matches(pattern, (string)told["type"]!)))
                {
                    yield return told;
                }
            }
            await Task.Delay(LookAgain, run.Time, run.Cancellation);
        }
    }
}
