using System.Diagnostics;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Backup;

/// <summary>Runs the scripts of <c>deploy</c> as an operator does.</summary>
internal static class DeployScript
{
    /// <summary>Runs one that is to succeed.</summary>
    public static async Task RunAsync(string name, IEnumerable<string> arguments, string postgresTools = "")
    {
        var (code, said) = await TryAsync(name, arguments, postgresTools);
        if (code != 0)
        {
            throw new InvalidOperationException($"deploy/{name} ended with {code}: {said}");
        }
    }

    /// <summary>Runs one, whatever comes of it.</summary>
    /// <returns>Its exit code, and everything it said.</returns>
    public static async Task<(int Code, string Said)> TryAsync(string name, IEnumerable<string> arguments, string postgresTools = "")
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Checkout.Root, "deploy", name), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VPNMESH_PG_RUN"] = postgresTools;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }

    /// <summary>The databases of a system, as arguments.</summary>
    public static IEnumerable<string> Databases(SeparateOnPostgres system) => system.Databases.SelectMany(part => new[]
    {
        "--database",
        $"{part.Key.ToLowerInvariant().Replace('_', '-')}={system.Server.ForTools(part.Value)}",
    });
}
