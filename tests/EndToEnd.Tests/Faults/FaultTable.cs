using System.Globalization;
using System.Text;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>What came of a fault.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Requests">Calls while it lasted and until it was recovered from.</param>
/// <param name="Refused">Those of them that were refused.</param>
/// <param name="Later">Those that were refused after that.</param>
/// <param name="Lost">What was acknowledged and is not so.</param>
/// <param name="Doubled">What was taken in twice.</param>
/// <param name="Recovery">From its end until everything was as it should be; null when that did not happen.</param>
internal sealed record Outcome(
    string Fault,
    int Requests,
    IReadOnlyList<Refusal> Refused,
    IReadOnlyList<Refusal> Later,
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> Doubled,
    TimeSpan? Recovery);

/// <summary>The table that the suite ends with.</summary>
internal static class FaultTable
{
    public static string Of(IReadOnlyList<Outcome> outcomes)
    {
        var text = new StringBuilder();
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{"fault",-44}{"requests",9}{"refused",9}{"later",7}{"lost",6}{"doubled",9}{"recovery",11}"));
        foreach (var each in outcomes)
        {
            var recovery = each.Recovery is { } time ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : "never";
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{each.Fault,-44}{each.Requests,9}{each.Refused.Count,9}{each.Later.Count,7}{each.Lost.Count,6}{each.Doubled.Count,9}{recovery,11}"));
        }
        return text.ToString();
    }

    /// <summary>What a refused call said, and how often.</summary>
    public static IEnumerable<string> Kinds(IEnumerable<Refusal> refused) => refused
        .GroupBy(each => $"{each.What}: {each.Answer}")
        .Select(kind => $"{kind.Count()} × {kind.Key}");
}
