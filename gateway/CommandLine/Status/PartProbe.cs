using Grpc.Core;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Parts.V1;

namespace VpnMesh.CommandLine.Status;

/// <summary>What one process said about the parts in it, or why it said nothing.</summary>
/// <param name="Setting">Name of the setting that leads to it.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Answer">What it said; null when it did not answer.</param>
/// <param name="Failure">Why it did not.</param>
internal sealed record PartProbe(string Setting, string Address, ShowPartsResponse? Answer, string? Failure)
{
    /// <summary>The parts that are asked, as their settings are named.</summary>
    public static readonly string[] Settings = ["SITE_TO_SITE", "P2C", "GOVERNANCE", "MONITORING", "METERING", "IDENTITY"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Asks every replica of every part that has an address; each address once, as several parts may live in one process.</summary>
    public static async Task<IReadOnlyList<PartProbe>> AskAllAsync(Run run)
    {
        var places = Settings.SelectMany(setting => run.Settings.AddressesOf(setting)).DistinctBy(place => place.Address);
        return await Task.WhenAll(places.Select(place => AskAsync(run, place.Setting, place.Address)));
    }

    /// <summary>Name of a part as it calls itself.</summary>
    public static string PartOf(string setting) => setting.Split('.')[0].ToLowerInvariant().Replace('_', '-');

    private static async Task<PartProbe> AskAsync(Run run, string setting, string address)
    {
        try
        {
            var client = new PartStatus.PartStatusClient(run.Part(setting));
            return new PartProbe(setting, address, await client.ShowPartsAsync(new ShowPartsRequest(), run.AsAdministrator(Patience)), null);
        }
        catch (RpcException exception) when (!run.Cancellation.IsCancellationRequested)
        {
            return new PartProbe(setting, address, null, Output.Failure.Of(exception)!.Message);
        }
    }
}
