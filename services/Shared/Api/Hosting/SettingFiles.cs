using Microsoft.Extensions.Configuration;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>
/// Settings in files, as platforms mount their secrets: <c>NAME_FILE</c> is the path of a file with the setting <c>NAME</c>, without the
/// line feed at its end. Read once, at the start.
/// </summary>
public static class SettingFiles
{
    private const string Suffix = "_FILE";

    /// <summary>Reads the files that the settings so far name.</summary>
    /// <exception cref="InvalidOperationException">A file cannot be read, or its setting is given as well. The text has no content of it.</exception>
    public static IConfigurationBuilder AddSettingFiles(this IConfigurationBuilder builder)
    {
        var settings = builder as IConfiguration ?? builder.Build();
        var files = settings.GetChildren().Where(setting => IsFile(setting.Key) && setting.Value is { Length: > 0 }).ToArray();
        return builder.AddInMemoryCollection(files.ToDictionary(file => NameOf(file.Key), file => (string?)Read(settings, file)));
    }

    private static bool IsFile(string key) => key.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) && key.Length > Suffix.Length;

    private static string NameOf(string key) => key[..^Suffix.Length];

    private static string Read(IConfiguration settings, IConfigurationSection file)
    {
        if (settings[NameOf(file.Key)] is { Length: > 0 })
        {
            throw Wrong(file.Key, $"and {PartHost.EnvironmentPrefix}{NameOf(file.Key)} are both given; there must be one of them");
        }
        try
        {
            return File.ReadAllText(file.Value!).TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(file.Key, $"names '{file.Value}', which cannot be read as a file");
        }
    }

    private static InvalidOperationException Wrong(string key, string what) => new($"The setting {PartHost.EnvironmentPrefix}{key} {what}.");
}
