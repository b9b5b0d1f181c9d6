using System.CommandLine;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Completion;

/// <summary>
/// <c>vpnmesh completion</c>: scripts that have the shell ask the tool itself what may come next (the directive <c>[suggest]</c> of the
/// library that reads command lines).
/// </summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "Which shell." }.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new Command("completion", "Writes a completion script: eval \"$(vpnmesh completion bash)\".") { shell }.Does(run =>
        {
            run.Print.Text(ScriptOf(run.Value(shell)));
            return Task.FromResult(0);
        });
    }

    private static string ScriptOf(string shell)
    {
        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"VpnMesh.CommandLine.Completion.Scripts.vpnmesh.{shell}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
