using System.CommandLine;
using System.Text.RegularExpressions;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests;

/// <summary>Every command that there is, read off the tool's own model.</summary>
public sealed partial class CommandTests(EmbeddedSystem system)
{
    private static readonly Command[] All = [.. Below(Tool.Create())];

    [Fact]
    public void Every_command_is_run_as_a_process_by_a_test()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests", "CommandLine.Tests"), "*Tests.cs").Select(File.ReadAllText);
        var run = sources.SelectMany(source => ProcessRun().Matches(source)).Select(match => "vpnmesh " + match.Groups[1].Value).ToHashSet();
        var commands = All.Where(command => command.Subcommands.Count == 0).Select(Tool.PathOf).ToArray();
        commands.Length.ShouldBeGreaterThan(50);
        commands.Except(run).ShouldBeEmpty("these commands have no test that runs them");
    }

    [Fact]
    public void Every_command_has_help_that_says_what_it_does_and_what_it_takes()
    {
        foreach (var command in All)
        {
            using var output = new StringWriter();
            var words = Tool.PathOf(command).Split(' ')[1..];
            Tool.Create().Parse([.. words, "--help"]).Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
            command.Description.ShouldNotBeNullOrEmpty(Tool.PathOf(command));
            output.ToString().ShouldContain(command.Description);
            command.Options.Cast<Symbol>().Concat(command.Arguments).ShouldAllBe(symbol => !string.IsNullOrEmpty(symbol.Description));
        }
    }

    [Fact]
    public async Task Help_of_the_tool_tells_its_exit_codes()
    {
        var help = await system.Tool.RunAsync("--help");
        help.ExitCode.ShouldBe(0);
        help.Output.ShouldContain("Exit codes:");
        help.Output.ShouldContain("vpnmesh [command]");
    }

    [Theory]
    [InlineData("user", "vpnmesh user --help")]
    [InlineData("quota set nothing 5", "vpnmesh quota set --help")]
    [InlineData("call GET v5", "vpnmesh call --help")]
    [InlineData("inventory zone register a --spec Basic", "FLAVOR/ATTACHMENT/IP-VERSION")]
    public async Task What_is_not_understood_is_told_in_one_line(string typed, string told) => (await system.Tool.RunAsync(typed)).ShouldFail(2, told);

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(below => Below(below).Prepend(below));

    // How the tests run the tool: the words of a command are a literal.
    [GeneratedRegex("""(?:(?:JsonAsync|ItemsAsync|RunAsync|Start)\(|RunWithInputAsync\(\s*(?:"[^"]*"|\w+),)\s*"([a-z0-9 -]+)"[,)]""")]
    private static partial Regex ProcessRun();
}
