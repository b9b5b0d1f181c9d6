using System.Text;

namespace VpnMesh.CommandLine.Calls;

/// <summary>Data that an option names as curl does: <c>@file</c>, <c>@-</c> for standard input, or the text itself.</summary>
internal static class GivenData
{
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string given)
    {
        if (given == "@-")
        {
            using var input = Console.OpenStandardInput();
            using var all = new MemoryStream();
            input.CopyTo(all);
            return all.ToArray();
        }
        return given.StartsWith('@') ? File.ReadAllBytes(given[1..]) : Encoding.UTF8.GetBytes(given);
    }

    /// <inheritdoc cref="Read"/>
    public static string ReadText(string given) => Encoding.UTF8.GetString(Read(given));
}
