using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Identity.FirstStart;

/// <summary>
/// What the first start makes its account with: the settings <c>ACCESS_KEY</c>, <c>SECRET_KEY</c>, <c>PROJECT_ID</c> and
/// <c>ADMIN_PASSWORD</c>, each generated when it is not given or empty. Later starts ignore them.
/// </summary>
internal sealed class FirstStartSettings
{
    public const string AccountName = "vpnmesh";
    public const string UserName = "admin";

    private readonly List<(string Setting, string Value)> _generated = [];
    private readonly bool _isPassword;
    private readonly Lazy<Task<string>> _passwordHash;

    private FirstStartSettings(IConfiguration settings, PasswordHasher hasher, TimeProvider time)
    {
        var password = GivenOr(settings, "ADMIN_PASSWORD", NewIds.Password);
        ProjectId = GivenOr(settings, "PROJECT_ID", () => NewIds.Next(time));
        AccessKey = GivenOr(settings, "ACCESS_KEY", NewIds.AccessKey);
        SecretKey = GivenOr(settings, "SECRET_KEY", NewIds.SecretKey);
        _isPassword = Texts.IsPassword(password);
        _passwordHash = new Lazy<Task<string>>(() => hasher.HashAsync(password));
    }

    public string AccessKey { get; }

    public string SecretKey { get; }

    public string ProjectId { get; }

    /// <summary>Hash of the administrator's password; begun when first asked for.</summary>
    public Task<string> PasswordHash => _passwordHash.Value;

    /// <summary>What was made up, to be shown before it is stored. Given values are known already and never shown.</summary>
    public IReadOnlyList<(string Setting, string Value)> Generated => _generated;

    public static FirstStartSettings Read(IConfiguration settings, PasswordHasher hasher, TimeProvider time)
    {
        var first = new FirstStartSettings(settings, hasher, time);
        if (string.IsNullOrEmpty(settings["DATABASE"]) && !File.Exists(Path.Combine(settings.DataFolder(), "identity.db")))
        {
            // Surely a first start: the hash takes its time beside everything else that starts.
            _ = first.PasswordHash;
        }
        return first;
    }

    /// <summary>Refuses values that would make an account that cannot be used, or not safely.</summary>
    /// <exception cref="InvalidOperationException">The text names the setting and its rule; it does not repeat the value.</exception>
    public void Check()
    {
        Require("ADMIN_PASSWORD", _isPassword, Texts.PasswordRule);
        Require("PROJECT_ID", Texts.IsId(ProjectId), Texts.IdRule);
        Require("ACCESS_KEY", Texts.IsId(AccessKey), Texts.IdRule);
    }

    private static void Require(string setting, bool met, string rule)
    {
        if (!met)
        {
            throw new InvalidOperationException($"The setting {PartHost.EnvironmentPrefix}{setting} {rule}.");
        }
    }

    private string GivenOr(IConfiguration settings, string setting, Func<string> generate)
    {
        if (settings[setting] is { Length: > 0 } given)
        {
            return given;
        }
        var generated = generate();
        _generated.Add((setting, generated));
        return generated;
    }
}
