using System.CommandLine;
using System.CommandLine.Invocation;
using VpnMesh.CommandLine;
using VpnMesh.CommandLine.Output;

var parsed = Tool.Create().Parse(args, Tool.Parsing);
if (parsed.Action is ParseErrorAction)
{
    var command = Tool.PathOf(parsed.CommandResult.Command);
    var errors = string.Join(' ', parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" ").Replace('\t', ' ')));
    await Console.Error.WriteLineAsync($"vpnmesh: {errors} See {command} --help.");
    return ExitCodes.Usage;
}
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
