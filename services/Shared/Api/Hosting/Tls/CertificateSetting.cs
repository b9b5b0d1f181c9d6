using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Shared.Api.Hosting.Tls;

/// <summary>Certificates that settings name: files that are read again when they change, without a restart.</summary>
/// <param name="settings">Settings.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Is told of what was read anew, and of what could not be used.</param>
public sealed class CertificateSetting(IConfiguration settings, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// The own certificate with its key (settings <c>…_CERTIFICATE</c>, <c>…_KEY</c>, <c>…_PASSWORD</c>): PEM, its chain behind it, the key
    /// in the same file or in one of its own; or PKCS#12.
    /// </summary>
    /// <param name="prefix"><c>TLS</c> or <c>INTERNAL_TLS</c>.</param>
    /// <exception cref="InvalidOperationException">They cannot be used; the text says which setting and why.</exception>
    public ReloadedFiles<SslStreamCertificateContext> Own(string prefix)
    {
        var certificate = PathOf($"{prefix}_CERTIFICATE");
        var key = settings[$"{prefix}_KEY"] is { Length: > 0 } named ? named : certificate;
        return Own($"VPNMESH_{prefix}_CERTIFICATE", certificate, key, settings[$"{prefix}_PASSWORD"]);
    }

    /// <summary>The same for files that no setting names.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="certificate">Path.</param>
    /// <param name="key">Path.</param>
    /// <param name="password">Of the key, or null.</param>
    /// <exception cref="InvalidOperationException">They cannot be used.</exception>
    public ReloadedFiles<SslStreamCertificateContext> Own(string name, string certificate, string key, string? password = null) =>
        Open(name, [certificate, key], contents => CertificateText.ReadOwn(contents[0], contents[1], password, time.GetUtcNow()));

    /// <summary>The CAs that a setting names, in PEM.</summary>
    /// <exception cref="InvalidOperationException">They cannot be used; the text says which setting and why.</exception>
    public ReloadedFiles<X509Certificate2Collection> Authorities(string setting) =>
        Open($"VPNMESH_{setting}", [PathOf(setting)], contents => CertificateText.ReadAuthorities(contents[0]));

    private ReloadedFiles<T> Open<T>(string name, IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, T> read)
        where T : class
    {
        var files = string.Join(" and ", paths.Distinct());
        try
        {
            return new ReloadedFiles<T>(paths, read, time, (_, failure) => Tell(name, files, failure));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"The setting {name} cannot be used ({files}): {wrong.Message}", wrong);
        }
    }

    private string PathOf(string setting) => settings[setting] is { Length: > 0 } path
        ? path
        : throw new InvalidOperationException($"The setting VPNMESH_{setting} is missing: the path of a file.");

    private void Tell(string name, string files, Exception? failure)
    {
        if (failure is null)
        {
            logger.LogInformation("{Setting} has changed: {Files} is in use from now on", name, files);
            return;
        }
        logger.LogError("{Setting} has changed and cannot be used, the old one stays ({Files}): {Reason}", name, files, failure.Message);
    }
}
