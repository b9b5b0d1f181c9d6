using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests.Running;

/// <summary>A process of the system, with a data folder of its own.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process = new();
    private readonly string _ready;

    // What the tool is told too, and what only the process is.
    private readonly Dictionary<string, string> _shared = [];
    private readonly Dictionary<string, string> _own = [];

    private RunningSystem(string project, string ready)
    {
        _process.StartInfo = new ProcessStartInfo("dotnet", [Built(project)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _ready = Path.Combine(_folder.Path, ready);
        _shared["DATA"] = _folder.Path;
    }

    /// <summary>All parts in one process, events in process.</summary>
    public static RunningSystem Embedded()
    {
        var system = new RunningSystem("VpnMesh.Standalone", "running.json");
        system._shared["ACCESS_KEY"] = "AK" + RandomNumberGenerator.GetHexString(18);
        system._shared["SECRET_KEY"] = RandomNumberGenerator.GetHexString(40, lowercase: true);
        system._shared["PROJECT_ID"] = RandomNumberGenerator.GetHexString(32, lowercase: true);
        system._own["ADMIN_PASSWORD"] = "Pw-" + RandomNumberGenerator.GetHexString(20);
        system._own["URLS"] = $"http://127.0.0.1:{FreePort.Next()}";
        return system;
    }

    /// <summary>A part that listens to events, alone with a broker and a database.</summary>
    public static RunningSystem OnePart(string project, string setting, string bus, string database)
    {
        var system = new RunningSystem(project, "part.sock");
        system._shared["INTERNAL_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        system._shared["BUS"] = bus;
        system._shared[setting] = "unix:" + system._ready;
        system._own["URLS"] = "unix:" + system._ready;
        system._own["DATABASE"] = database;
        return system;
    }

    /// <summary>What the tool is started with.</summary>
    public Dictionary<string, string> Environment() => _shared.ToDictionary(pair => "VPNMESH_" + pair.Key, pair => pair.Value);

    /// <summary>Starts the process and waits until it takes calls.</summary>
    public async Task StartAsync()
    {
        foreach (var (name, value) in _shared.Concat(_own))
        {
            _process.StartInfo.Environment["VPNMESH_" + name] = value;
        }
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.Async(() => File.Exists(_ready) || _process.HasExited, TimeSpan.FromMinutes(2));
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The process does not start.\n{string.Join('\n', _output)}");
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
