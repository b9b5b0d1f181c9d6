using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>A part of the system as a process of its own, whose output is kept for the search for secrets and for failures.</summary>
internal sealed partial class MeshProcess(PartProcess part, ConcurrentQueue<string> output, string? programs) : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private const int Stop = 19;
    private const int Continue = 18;
    private Process? _process;

    public PartProcess Part => part;

    public int Id => _process!.Id;

    public bool HasEnded => _process is { HasExited: true };

    /// <summary>Resident memory of the running process, in bytes.</summary>
    public long ResidentMemory
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time that the running process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Dll()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in part.Settings)
        {
            start.Environment["VPNMESH_" + name] = value;
        }
        foreach (var (name, value) in part.Environment)
        {
            start.Environment[name] = value;
        }
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGTERM, then waits until the process has finished what it was doing.</summary>
    public Task<int> StopAsync() => EndAsync(Terminate);

    /// <summary>SIGKILL: the process gets no chance to do anything.</summary>
    public Task<int> KillAsync() => EndAsync(Kill);

    /// <summary>SIGSTOP: the process does nothing, and nobody is told.</summary>
    public void Pause() => Send(Stop);

    /// <summary>SIGCONT: the process goes on as if no time had passed.</summary>
    public void Resume() => Send(Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
    }

    private async Task<int> EndAsync(int signal)
    {
        if (_process is not { HasExited: false } process)
        {
            return 0;
        }
        Send(signal);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void Send(int signal)
    {
        if (_process is { HasExited: false } process && SendSignal(process.Id, signal) != 0 && !process.HasExited)
        {
            throw new InvalidOperationException($"{part.Name} could not be sent signal {signal}.");
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            output.Enqueue($"{part.Name}: {line}");
        }
    }

    /// <summary>The program as it was built beside the tests, or as it was published into a folder.</summary>
    private string Dll()
    {
        if (!string.IsNullOrEmpty(programs))
        {
            return Path.Combine(programs, part.Project + ".dll");
        }
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", part.Project, configuration, part.Project + ".dll"));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SendSignal(int processId, int signal);
}
