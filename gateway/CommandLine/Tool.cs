using System.CommandLine;
using System.CommandLine.Help;
using VpnMesh.CommandLine.Calls;
using VpnMesh.CommandLine.Completion;
using VpnMesh.CommandLine.Events;
using VpnMesh.CommandLine.Gateways;
using VpnMesh.CommandLine.Identity;
using VpnMesh.CommandLine.Inventory;
using VpnMesh.CommandLine.Monitoring;
using VpnMesh.CommandLine.Output;
using VpnMesh.CommandLine.Quotas;
using VpnMesh.CommandLine.Running;
using VpnMesh.CommandLine.Status;

namespace VpnMesh.CommandLine;

/// <summary>The tool: every command with its arguments, options and help.</summary>
internal static class Tool
{
    /// <summary>How command lines are read: <c>@file</c> names data of a command, not a file with more arguments.</summary>
    public static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static RootCommand Create()
    {
        var root = new RootCommand("Administers VpnMesh: looks after its parts, makes users and keys, calls its API.")
        {
            StatusCommand.Create(),
            AgentsCommand.Create(),
            PlacementsCommand.Create(),
            EventsCommand.Create(),
            CallCommand.Create(),
            AccountCommands.Create(),
            ProjectCommands.Create(),
            EnterpriseProjectCommands.Create(),
            UserCommands.Create(),
            KeyCommands.Create(),
            PolicyCommands.Create(),
            GrantCommands.Create(),
            QuotaCommands.Create(),
            InventoryCommands.Create(),
            GatewayCommands.Create(),
            ConnectionCommands.Create(),
            AlertCommands.Create(),
            UsageCommands.Create(),
            CompletionCommand.Create(),
        };
        root.Add(CommonOptions.Json);
        root.Add(CommonOptions.Data);
        var help = root.Options.OfType<HelpOption>().Single();
        foreach (var alias in (string[])["-?", "/?", "/h"])
        {
            help.Aliases.Remove(alias);
        }
        help.Action = new RootHelp((HelpAction)help.Action!);
        return root;
    }

    /// <summary>A command as it is typed: <c>vpnmesh user create</c>.</summary>
    public static string PathOf(Command command)
    {
        var above = command.Parents.OfType<Command>().FirstOrDefault();
        return above is null ? "vpnmesh" : $"{PathOf(above)} {command.Name}";
    }
}
