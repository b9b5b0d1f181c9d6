using System.Diagnostics;
using System.Text.Json.Nodes;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests.Running;

/// <summary>Runs the tool as a process, as people and scripts do.</summary>
/// <param name="environment">Variables that it finds; other settings of VpnMesh are not handed on.</param>
internal sealed class CommandLineTool(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The same with another setting; null takes it away.</summary>
    public CommandLineTool With(string name, string? value)
    {
        var changed = environment.Where(pair => pair.Key != name).ToDictionary();
        if (value is not null)
        {
            changed[name] = value;
        }
        return new CommandLineTool(changed);
    }

    public string this[string name] => environment[name];

    /// <summary>Runs a command that must be done, with <c>--json</c>, and reads what it writes.</summary>
    /// <param name="command">Its words.</param>
    /// <param name="arguments">What follows them.</param>
    public async Task<JsonNode> JsonAsync(string command, params string[] arguments)
    {
        var ended = await RunAsync(command, [.. arguments, "--json"]);
        ended.ExitCode.ShouldBe(0, ended.ToString());
        return ended.Json;
    }

    /// <summary>As <see cref="JsonAsync"/>, but the items of a list.</summary>
    public async Task<JsonNode[]> ItemsAsync(string command, params string[] arguments)
    {
        var list = await JsonAsync(command, arguments);
        list.AsObject().Select(member => member.Key).ShouldBe(["items", "next"]);
        return [.. list["items"]!.AsArray().Select(item => item!)];
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<Ended> RunAsync(string command, params string[] arguments) => RunWithInputAsync("", command, arguments);

    /// <summary>As <see cref="RunAsync"/>, with something on standard input.</summary>
    public async Task<Ended> RunWithInputAsync(string input, string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command that goes on by itself.</summary>
    public Process Start(string command, params string[] arguments)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(Checkout.Root, "artifacts", "bin", "VpnMesh.CommandLine", configuration, "vpnmesh.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. command.Split(' '), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("VPNMESH_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>Checks that it failed with one line on stderr.</summary>
    public void ShouldFail(int exitCode, string told)
    {
        ExitCode.ShouldBe(exitCode, ToString());
        Error.ShouldStartWith("vpnmesh: ");
        Error.TrimEnd().ShouldNotContain('\n');
        Error.ShouldContain(told);
    }
}
