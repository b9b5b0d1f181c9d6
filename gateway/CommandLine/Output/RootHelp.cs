using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VpnMesh.CommandLine.Output;

/// <summary>The help of a command; that of the tool itself also tells exit codes and settings.</summary>
internal sealed class RootHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc />
    public override bool ClearsParseErrors => true;

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes.Help);
        }
        return code;
    }
}
