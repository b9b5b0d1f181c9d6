using System.Text;
using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.CommandLine.Running;

/// <summary>
/// Where the system is and with what it is called: the settings of its processes, from the environment; what is not there, from the data
/// folder of a process on this machine.
/// </summary>
internal sealed class ToolSettings
{
    private const string InternalKey = "INTERNAL_KEY";
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <param name="folder">The data folder, when one was named.</param>
    public ToolSettings(string? folder)
    {
        Folder = Path.GetFullPath(folder ?? Environment.GetEnvironmentVariable(PartHost.EnvironmentPrefix + "DATA") ?? "data");
        RunningFile = Path.Combine(Folder, Shared.Api.Hosting.RunningFile.Name);
        Values = new ConfigurationBuilder()
            .AddInMemoryCollection(Kept())
            .AddJsonFile(RunningFile, optional: true, reloadOnChange: false)
            .AddEnvironmentVariables(PartHost.EnvironmentPrefix)
            .AddSettingFiles()
            .Build();
    }

    public string Folder { get; }

    /// <summary>Where a running process says how it is reached.</summary>
    public string RunningFile { get; }

    public IConfigurationRoot Values { get; }

    /// <summary>Where the edge is.</summary>
    /// <param name="given">The address, when one was given.</param>
    public Uri Edge(string? given = null)
    {
        var text = given ?? Values["URL"] ?? Values["URLS"]?.Split(';', ',')[0].Trim() ?? DefaultUrl;
        // A process that listens on every address is reached on this one.
        text = text.Replace("//*:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//+:", "//127.0.0.1:", StringComparison.Ordinal)
            .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new FormatException($"'{text}' is not the address of an edge: expected http://host:port or https://host:port");
    }

    /// <summary>Where the replicas of a part are, each with the name of a setting that has this address and no other.</summary>
    public IEnumerable<(string Setting, string Address)> AddressesOf(string setting)
    {
        var addresses = Values[setting]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (var (number, address) in addresses.Index())
        {
            var alone = $"{setting}.{number}";
            Values[alone] = address;
            yield return (alone, address);
        }
    }

    // Without a system on this machine there is neither folder nor key.
    private Dictionary<string, string?> Kept()
    {
        var path = Path.Combine(Folder, "internal.key");
        return File.Exists(path) ? new() { [InternalKey] = File.ReadAllText(path, Encoding.ASCII).Trim() } : [];
    }
}
