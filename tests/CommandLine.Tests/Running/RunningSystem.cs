using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests.Running;

/// <summary>All parts in one process, with a data folder of its own.</summary>
/// <param name="bus">Address of the broker; none: events in process.</param>
internal sealed class RunningSystem(string? bus = null) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process = new();

    private readonly Dictionary<string, string> _keys = new()
    {
        ["VPNMESH_ACCESS_KEY"] = "AK" + RandomNumberGenerator.GetHexString(18),
        ["VPNMESH_SECRET_KEY"] = RandomNumberGenerator.GetHexString(40, lowercase: true),
        ["VPNMESH_PROJECT_ID"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
    };

    private string Data => Path.Combine(_folder.Path, "data");

    /// <summary>What the tool is started with: the data folder and the keys.</summary>
    public Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>(_keys) { ["VPNMESH_DATA"] = Data };
        if (bus is not null)
        {
            environment["VPNMESH_BUS"] = bus;
        }
        return environment;
    }

    /// <summary>Starts the process and waits until it says where it runs.</summary>
    public async Task StartAsync()
    {
        var start = _process.StartInfo = new ProcessStartInfo("dotnet", [Built("VpnMesh.Standalone")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;
        }
        start.Environment["VPNMESH_ADMIN_PASSWORD"] = "Pw-" + RandomNumberGenerator.GetHexString(20);
        start.Environment["VPNMESH_URLS"] = $"http://127.0.0.1:{FreePort.Next()}";
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await Eventually.Async(() => File.Exists(Path.Combine(Data, "running.json")), TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"The system does not start.\n{string.Join('\n', _output)}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Built(string project)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Checkout.Root, "artifacts", "bin", project, configuration, project + ".dll");
    }
}
