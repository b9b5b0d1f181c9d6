using System.Diagnostics;

namespace VpnMesh.Benchmarks.Transcoding;

/// <summary>This program, started once more as a server of a benchmark; it ends when its input does.</summary>
internal sealed class HostProcess(Process process) : IDisposable
{
    /// <summary>Processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="kind">First argument, which says what kind of server.</param>
    /// <param name="arguments">Further arguments.</param>
    public static async Task<HostProcess> StartAsync(string kind, params object[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Started as an executable of its own there is no assembly to name first.
        if (Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }
        start.ArgumentList.Add(kind);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(FormattableString.Invariant($"{argument}"));
        }
        var host = new HostProcess(Process.Start(start)!);
        await host.ReadyAsync();
        return host;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        process.Dispose();
    }

    private async Task ReadyAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
            Console.WriteLine(line);
        }
    }
}
