using Spectre.Console;
using VpnMesh.CommandLine.Output;

namespace VpnMesh.CommandLine.Identity;

/// <summary>Passwords come from the keyboard or from standard input, never from the command line, which others can see.</summary>
internal static class Passwords
{
    /// <summary>Reads a new password.</summary>
    /// <param name="fromInput">From the first line of standard input; otherwise the keyboard is asked, twice.</param>
    /// <exception cref="Failure">There is no keyboard, or the second time differs from the first.</exception>
    public static string ReadNew(bool fromInput)
    {
        if (fromInput)
        {
            return Console.In.ReadLine() ?? throw new Failure(ExitCodes.Usage, "standard input has no password.");
        }
        if (Console.IsInputRedirected)
        {
            throw new Failure(ExitCodes.Usage, "a password is needed: give --password-stdin and write it to standard input.");
        }
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var password = terminal.Prompt(new TextPrompt<string>("Password:").Secret(null));
        return terminal.Prompt(new TextPrompt<string>("Once more:").Secret(null)) == password
            ? password
            : throw new Failure(ExitCodes.Usage, "the two passwords differ.");
    }
}
