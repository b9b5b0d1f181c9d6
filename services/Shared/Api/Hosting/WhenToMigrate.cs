using Microsoft.Extensions.Configuration;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>When a process brings the stores of its parts up to date (setting <c>MIGRATE</c>).</summary>
public enum WhenToMigrate
{
    /// <summary><c>start</c>, the default: at its start.</summary>
    Start,

    /// <summary><c>only</c>: it does that and ends.</summary>
    Only,

    /// <summary><c>none</c>: it does not. Until somebody else has, it is not ready and its workers wait.</summary>
    None,
}

/// <summary>How the setting is read.</summary>
public static class MigrateSetting
{
    private const string Name = "MIGRATE";

    /// <summary>When to migrate.</summary>
    /// <exception cref="InvalidOperationException">The setting has another value.</exception>
    public static WhenToMigrate WhenToMigrate(this IConfiguration settings) => settings[Name] switch
    {
        null or "" or "start" => Hosting.WhenToMigrate.Start,
        "only" => Hosting.WhenToMigrate.Only,
        "none" => Hosting.WhenToMigrate.None,
        _ => throw new InvalidOperationException($"The setting {PartHost.EnvironmentPrefix}{Name} must be start, only or none."),
    };
}
