using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Protos.Check;

/// <summary>What every rpc must say about itself: what the edge decides on is declared, never taken for granted.</summary>
internal static partial class OperationRules
{
    private static readonly int[] SuccessStatuses = [200, 201, 202, 204];

    /// <summary>What the rpcs of a file lack.</summary>
    public static IEnumerable<(string File, string Text)> Faults(FileDescriptor file) =>
        from service in file.Services
        from text in Faults(service)
        select (file.Name, text);

    private static IEnumerable<string> Faults(ServiceDescriptor service)
    {
        if (service.GetOptions()?.GetExtension(OptionsExtensions.Part) is not { Cluster.Length: > 0 } part)
        {
            return [$"{service.FullName} has no option (vpnmesh.options.v1.part)."];
        }
        return service.Methods.SelectMany(rpc => Faults(rpc, part.Internal).Select(text => $"{rpc.FullName} {text}"));
    }

    private static IEnumerable<string> Faults(MethodDescriptor rpc, bool isInternal)
    {
        var hasPath = rpc.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not null;
        var operation = rpc.GetOptions()?.GetExtension(OptionsExtensions.Operation);
        if (isInternal || operation?.Internal == true)
        {
            return hasPath ? ["is internal and has a path."] : [];
        }
        if (operation is null || !hasPath)
        {
            return ["has no path, no option (vpnmesh.options.v1.operation), or neither; is it internal?"];
        }
        return Faults(operation);
    }

    private static IEnumerable<string> Faults(Operation operation)
    {
        if (!SuccessStatuses.Contains(operation.SuccessStatus))
        {
            yield return $"has no success_status: one of {string.Join(", ", SuccessStatuses)}.";
        }
        if ((operation.Action.Length > 0) == (operation.NoAction.Length > 0))
        {
            yield return "needs an action, or no_action with the reason why it has none, and not both.";
        }
        string[] actions = [.. operation.NeedsAlso, .. operation.NeedsAlsoIfTouched];
        if (operation.Action.Length > 0)
        {
            actions = [operation.Action, .. actions];
        }
        foreach (var action in actions.Where(action => !Action().IsMatch(action)))
        {
            yield return $"has the action '{action}', which is not service:resourceType:operation.";
        }
    }

    [GeneratedRegex("^[a-z]+:[a-zA-Z0-9]+:[a-zA-Z0-9]+$")]
    private static partial Regex Action();
}
