namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>Versions of the gateway software that agents offer, oldest first.</summary>
internal static class OfferedVersions
{
    /// <summary>What the agents of all end points offer, in the order of the first.</summary>
    public static string[] InCommon(IReadOnlyList<IReadOnlyList<string>> offers) =>
        offers.Count == 0 ? [] : [.. offers[0].Where(version => offers.All(offer => offer.Contains(version)))];

    /// <summary>
    /// The newest version that all offer when it is newer than the present one; null otherwise. From a version that is not among them
    /// there is no upgrade: it could not be taken back.
    /// </summary>
    /// <param name="present">Version of the gateway.</param>
    /// <param name="offers">What the agents of its end points offer, as JSON; null for an end point without agent.</param>
    public static string? NewerThan(string present, IEnumerable<string?> offers)
    {
        var versions = InCommon([.. offers.Select(offer => offer?.ToStrings() ?? [])]);
        var index = Array.IndexOf(versions, present);
        return index >= 0 && index < versions.Length - 1 ? versions[^1] : null;
    }
}
