using System.Collections.Frozen;
using Google.Api;
using Google.Protobuf.Reflection;
using VpnMesh.Protos;

namespace VpnMesh.Shared.Api.Hosting.Balancing;

/// <summary>What the protos say of calls, by their paths.</summary>
internal static class KnownCalls
{
    private static readonly FrozenSet<string> s_unary = Paths(rpc => !rpc.IsClientStreaming && !rpc.IsServerStreaming);
    private static readonly FrozenSet<string> s_repeatable = Paths(IsRepeatable);

    /// <summary>Whether a call has one request, which can be sent anew.</summary>
    public static bool IsUnary(string path) => s_unary.Contains(path);

    /// <summary>
    /// Whether a call may be made again though it may have been processed: those of GET requests, and those with the option
    /// <c>idempotency_level</c>.
    /// </summary>
    public static bool IsRepeatable(string path) => s_repeatable.Contains(path);

    private static bool IsRepeatable(MethodDescriptor rpc)
    {
        var options = rpc.GetOptions();
        return options is not null && !rpc.IsClientStreaming && !rpc.IsServerStreaming
            && (options.IdempotencyLevel != MethodOptions.Types.IdempotencyLevel.IdempotencyUnknown
                || options.GetExtension(AnnotationsExtensions.Http)?.PatternCase == HttpRule.PatternOneofCase.Get);
    }

    private static FrozenSet<string> Paths(Func<MethodDescriptor, bool> choose) => ProtoFiles.All
        .SelectMany(file => file.Services)
        .SelectMany(service => service.Methods)
        .Where(choose)
        .Select(rpc => $"/{rpc.Service.FullName}/{rpc.Name}")
        .ToFrozenSet(StringComparer.Ordinal);
}
