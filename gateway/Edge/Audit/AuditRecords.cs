using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Identity.Audit;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Audit;

/// <summary>What is recorded of a call: neither its body nor its query, where secrets may be.</summary>
internal static class AuditRecords
{
    private const int LongestPath = 1024;

    /// <param name="context">The request.</param>
    /// <param name="call">The call.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="status">Status of the answer; 0 when there is none.</param>
    public static AuditRecorded Of(HttpContext context, EdgeCall call, CallerContext caller, int status)
    {
        var path = call.Target.Path;
        return new AuditRecorded
        {
            UserId = caller.UserId,
            UserName = caller.UserName,
            DomainId = caller.DomainId,
            DomainName = caller.DomainName,
            AccessKey = call.AccessKey ?? "",
            Credential = call.AccessKey is null ? "token" : "signature",
            Address = AddressOf(context),
            Operation = call.Operation!.Id,
            Action = call.Operation.Action,
            ResourceType = call.Operation.Action.Split(':') is [_, var type, _] ? type : "",
            ResourceId = ResourceId(call),
            Method = call.Operation.Method,
            Path = path[..Math.Min(path.Length, LongestPath)].ToString(),
            Outcome = AuditOutcome.Of(status),
            Status = status,
            ErrorCode = status >= StatusCodes.Status400BadRequest ? call.ErrorCode ?? "" : "",
        };
    }

    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }

    // The last variable of the path, such as {vgw_id}; the project that a call acts in is no resource.
    private static string ResourceId(EdgeCall call)
    {
        var template = call.Operation!.Path;
        if (template.Variables.Count == (call.Operation.Caller == Caller.Project ? 1 : 0))
        {
            return "";
        }
        Span<Range> values = stackalloc Range[PathTemplate.MaxVariables];
        template.Matches(call.Target.Path, values);
        var id = call.Target.Path[values[template.Variables.Count - 1]];
        return Uri.UnescapeDataString(id[..Math.Min(id.Length, LongestPath)]);
    }
}
