using System.Globalization;
using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Identity.OpenStack;

/// <summary>Which Keystone says who callers are, and the user that the edge asks it as.</summary>
internal sealed record OpenStackSettings
{
    private const string Setting = "KEYSTONE";

    /// <summary>Address of its API v3 (setting <c>KEYSTONE</c>), with a slash at the end.</summary>
    public required Uri Url { get; init; }

    /// <summary>Name of the service user (<c>KEYSTONE_USER</c>); it must be able to check tokens and to read projects and role assignments.</summary>
    public required string User { get; init; }

    /// <summary>Its password (<c>KEYSTONE_PASSWORD</c>).</summary>
    public required string Password { get; init; }

    /// <summary>Name of its domain (<c>KEYSTONE_USER_DOMAIN</c>, default <c>Default</c>).</summary>
    public required string UserDomain { get; init; }

    /// <summary>Name of the project it acts in (<c>KEYSTONE_PROJECT</c>); null for the scope of the whole system.</summary>
    public string? Project { get; init; }

    /// <summary>Name of that project's domain (<c>KEYSTONE_PROJECT_DOMAIN</c>, default that of the user).</summary>
    public required string ProjectDomain { get; init; }

    /// <summary>How long an answer counts (<c>KEYSTONE_CACHE</c> in seconds, default 60): what is revoked may work as long.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>How long Keystone may take for an answer (<c>KEYSTONE_TIMEOUT</c> in seconds, default 5).</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What its roles are worth (<c>KEYSTONE_ROLES</c>).</summary>
    public required RoleMapping Roles { get; init; }

    /// <summary>The settings, or null when no Keystone is named: callers are those of the store.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the text names it and never has the password.</exception>
    public static OpenStackSettings? Read(IConfiguration settings)
    {
        if (settings[Setting] is not { Length: > 0 } address)
        {
            return null;
        }
        var userDomain = TextOf(settings, "KEYSTONE_USER_DOMAIN") ?? "Default";
        return new OpenStackSettings
        {
            Url = UrlOf(address),
            User = TextOf(settings, "KEYSTONE_USER") ?? throw Wrong("KEYSTONE_USER", "must name the user that asks Keystone"),
            Password = TextOf(settings, "KEYSTONE_PASSWORD") ?? throw Wrong("KEYSTONE_PASSWORD", "or VPNMESH_KEYSTONE_PASSWORD_FILE must be given"),
            UserDomain = userDomain,
            Project = TextOf(settings, "KEYSTONE_PROJECT"),
            ProjectDomain = TextOf(settings, "KEYSTONE_PROJECT_DOMAIN") ?? userDomain,
            Lifetime = SecondsOf(settings, "KEYSTONE_CACHE", 60, most: 1800),
            Timeout = SecondsOf(settings, "KEYSTONE_TIMEOUT", 5, most: 60),
            Roles = RoleMapping.Parse(TextOf(settings, RoleMapping.Setting)),
        };
    }

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => $"{User} at {Url}";

    internal static InvalidOperationException Wrong(string setting, string rule) => new($"The setting {PartHost.EnvironmentPrefix}{setting} {rule}.");

    private static string? TextOf(IConfiguration settings, string name) => settings[name] is { Length: > 0 } text ? text : null;

    private static Uri UrlOf(string address) =>
        Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            ? url
            : throw Wrong(Setting, "must be the address of Keystone's API, such as https://keystone.example.com:5000/v3");

    private static TimeSpan SecondsOf(IConfiguration settings, string name, double byDefault, double most)
    {
        var text = TextOf(settings, name);
        if (text is null)
        {
            return TimeSpan.FromSeconds(byDefault);
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong(name, $"must be a positive number of at most {most.ToString(CultureInfo.InvariantCulture)}");
    }
}
