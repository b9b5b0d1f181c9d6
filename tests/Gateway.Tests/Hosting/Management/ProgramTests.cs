using System.Diagnostics;
using System.Globalization;
using Shouldly;
using VpnMesh.Edge;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Hosting.Management;

/// <summary>The program of the edge, as platforms run it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task It_migrates_runs_tells_its_health_and_drains()
    {
        (await RunAsync("--HEALTH", "ready")).ShouldBe((1, $"nobody answers at {Management}"));
        (await RunAsync("--MIGRATE", "only")).ShouldBe((0, ""));
        File.Exists(Path.Combine(_folder.Path, "identity.db")).ShouldBeTrue();
        using var running = Start("--MIGRATE", "none");
        try
        {
            await Eventually.Async(async () => await RunAsync("--HEALTH", "ready") is (0, "ready"));
            await TerminateAsync(running);
            await Eventually.Async(async () => await RunAsync("--HEALTH", "ready") is (1, "not ready: draining"));
            (await RunAsync("--HEALTH", "live")).ShouldBe((0, "live"));
            await TerminateAsync(running);
            await running.WaitForExitAsync(TestContext.Current.CancellationToken);
            running.ExitCode.ShouldBe(0);
        }
        finally
        {
            running.Kill();
        }
    }

    [Fact]
    public async Task A_question_that_it_does_not_know_is_not_answered_yes() =>
        (await RunAsync("--HEALTH", "fine")).ShouldBe((1, "--HEALTH must be one of live, ready, started."));

    public void Dispose() => _folder.Dispose();

    private string Management => $"unix:{_folder.Path}/management.sock";

    private async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }

    private Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(EdgeModule).Assembly.Location, .. args]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["DATA"] = _folder.Path,
            ["URLS"] = "http://127.0.0.1:0",
            ["INTERNAL_KEY"] = Convert.ToBase64String(new byte[32]),
            ["MANAGEMENT"] = Management,
            ["DRAIN_SECONDS"] = "3600",
            ["PASSWORD_ITERATIONS"] = "1000",
        })
        {
            start.Environment["VPNMESH_" + name] = value;
        }
        return Process.Start(start)!;
    }

    private static async Task TerminateAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
