using System.CommandLine;
using VpnMesh.CommandLine.Output;

namespace VpnMesh.CommandLine.Running;

/// <summary>How commands are run.</summary>
internal static class CommandActions
{
    /// <summary>Gives a command what it does; what fails ends it with one line on stderr and the exit code that belongs to it.</summary>
    public static Command Does(this Command command, Func<Run, Task<int>> work)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                using var run = new Run(parsed, cancellation);
                return await work(run);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                return ExitCodes.Interrupted;
            }
            catch (Exception exception) when (Failure.Of(exception) is { } failure)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"vpnmesh: {OneLine(failure.Message)}");
                return failure.ExitCode;
            }
        });
        return command;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
