using System.Diagnostics;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>
/// strongSwan's daemon in a folder of its own. It listens on ports of its own, and what it initiates goes to loopback addresses that the
/// tests put into the connections.
/// </summary>
public sealed class Charon : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private Process? _daemon;

    private string Socket => $"unix://{_folder.Path}/vici";

    private (string Name, string Value) Settings => ("STRONGSWAN_CONF", Path.Combine(_folder.Path, "strongswan.conf"));

    /// <summary>Loads a configuration.</summary>
    /// <returns>What swanctl says of it, and then of all connections that the daemon has.</returns>
    public async Task<(string Loaded, string Connections)> LoadAsync(string configuration)
    {
        await EnsureStartedAsync();
        var file = Path.Combine(_folder.Path, "swanctl.conf");
        await File.WriteAllTextAsync(file, configuration);
        var (_, loaded) = await SwanctlAsync("--load-all", "--noprompt", "--file", file);
        var (_, connections) = await SwanctlAsync("--list-conns");
        return (loaded, connections);
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            _daemon.Kill();
            await _daemon.WaitForExitAsync();
            _daemon.Dispose();
        }
        _folder.Dispose();
    }

    private async Task EnsureStartedAsync()
    {
        DeviceTool.Require("usr/sbin/swanctl");
        var program = DeviceTool.Require("usr/sbin/charon-systemd");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can start charon.");
        if (_daemon is not null)
        {
            return;
        }
        await File.WriteAllTextAsync(
            Settings.Value,
            $$"""
            charon-systemd {
              load = random nonce aes sha1 sha2 md5 hmac kdf gmp pem pkcs1 x509 pubkey kernel-netlink socket-default vici
              port = 0
              port_nat_t = 0
              install_routes = no
              install_virtual_ip = no
              plugins { vici { socket = {{Socket}} } }
            }
            swanctl { load = random nonce pem pkcs1 x509 pubkey }
            """);
        _daemon = DeviceTool.Start(program, [], Settings);
        // It would stop at a full pipe.
        _daemon.OutputDataReceived += (_, _) => { };
        _daemon.BeginOutputReadLine();
        _daemon.ErrorDataReceived += (_, _) => { };
        _daemon.BeginErrorReadLine();
        await Eventually.Async(async () => _daemon.HasExited || (await SwanctlAsync("--stats")).Code == 0);
        _daemon.HasExited.ShouldBeFalse("charon ended at once");
    }

    private Task<(int Code, string Output)> SwanctlAsync(params string[] arguments) =>
        DeviceTool.RunAsync("/usr/sbin/swanctl", [.. arguments, "--uri", Socket], Settings);
}
