using System.Diagnostics;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>
/// Real programs of the devices that are free software. They are installed, or unpacked by tests/run where they must not be installed
/// beside one another; a test without its program is skipped.
/// </summary>
internal static class DeviceTool
{
    private static readonly string s_unpacked = Path.Combine(Checkout.Root, "artifacts/tests/device-tools");

    /// <summary>The program, or the end of the test as skipped.</summary>
    /// <param name="path">Path below the root of a file system, without the first slash.</param>
    public static string Require(string path)
    {
        var found = new[] { s_unpacked, "/" }.Select(root => Path.Combine(root, path)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"There is no /{path} here and no package that has it unpacked: run tests/run as root on Debian.");
        return found!;
    }

    public static Process Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', Libraries());
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and all that it printed.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(program, arguments, environment);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static IEnumerable<string> Libraries()
    {
        var folder = Path.Combine(s_unpacked, "usr/lib");
        return Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, "*-linux-gnu").SelectMany(path => new[] { path, Path.Combine(path, "frr") })
            : [];
    }
}
