using System.Diagnostics;

namespace VpnMesh.CommandLine.Tests;

public sealed class CompletionTests(EmbeddedSystem system)
{
    [Fact]
    public async Task The_script_for_bash_is_one()
    {
        var script = await system.Tool.RunAsync("completion", "bash");
        script.ExitCode.ShouldBe(0);
        script.Output.ShouldContain("complete -o default -F _vpnmesh vpnmesh");
        var start = new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script.Output);
        bash.StandardInput.Close();
        (await bash.StandardError.ReadToEndAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zsh", "compdef _vpnmesh vpnmesh")]
    [InlineData("fish", "complete -c vpnmesh")]
    public async Task Other_shells_have_theirs(string shell, string part) =>
        (await system.Tool.RunAsync("completion", shell)).Output.ShouldContain(part);

    [Fact]
    public async Task What_may_come_next_is_what_the_tool_has()
    {
        (await system.Tool.RunAsync("[suggest:15]", "vpnmesh user cr")).Output.Trim().ShouldBe("create");
        (await system.Tool.RunAsync("[suggest:19]", "vpnmesh completion ")).Output.ShouldContain("zsh");
    }
}
