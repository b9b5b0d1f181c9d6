using Google.Api;
using Google.Protobuf.Reflection;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Operations;

/// <summary>Every operation of the contract: each rpc of the protos that has a path.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<string, Operation> _byId;

    public OperationTable(IEnumerable<FileDescriptor> files)
    {
        var schemas = new MessageSchemas();
        All = [.. files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(rpc => ToOperation(rpc, schemas)).OfType<Operation>()];
        _byId = All.ToDictionary(operation => operation.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<Operation> All { get; }

    /// <summary>The operations of the protos that the system is built with.</summary>
    public static OperationTable OfProtos() => new(ProtoFiles.All);

    /// <exception cref="KeyNotFoundException">There is no such operation.</exception>
    public Operation this[string id] => _byId[id];

    /// <summary>The methods that a path can be called with; none when there is no such path.</summary>
    public IReadOnlyList<string> MethodsAt(ReadOnlySpan<char> path)
    {
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        Span<Range> values = stackalloc Range[PathTemplate.MaxVariables];
        foreach (var operation in All)
        {
            if (operation.Path.Matches(path, values))
            {
                methods.Add(operation.Method);
            }
        }
        return [.. methods];
    }

    private static Operation? ToOperation(MethodDescriptor rpc, MessageSchemas schemas)
    {
        var rule = rpc.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        if (rule is null)
        {
            return null;
        }
        var options = rpc.GetOptions().GetExtension(OptionsExtensions.Operation)
            ?? throw new InvalidOperationException($"{rpc.FullName} has a path but no option (vpnmesh.options.v1.operation).");
        var part = rpc.Service.GetOptions()?.GetExtension(OptionsExtensions.Part)
            ?? throw new InvalidOperationException($"{rpc.Service.FullName} has no option (vpnmesh.options.v1.part).");
        return new Operation(rpc, rule, options, part, schemas);
    }
}
