using Google.Api;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>An operation as the protos have it: every one that the edge opens, those of identity among them.</summary>
/// <param name="Id">Name of the rpc.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path with variables in braces.</param>
/// <param name="Success">Status of success.</param>
/// <param name="Request">Its request.</param>
internal sealed record FuzzOperation(string Id, string Method, string Path, int Success, MessageDescriptor Request)
{
    public static IReadOnlyList<FuzzOperation> All { get; } =
    [
        .. typeof(OptionsReflection).Assembly.GetExportedTypes()
            .Where(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", typeof(FileDescriptor))?.GetValue(null)).OfType<FileDescriptor>()
            .SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(Of).OfType<FuzzOperation>()
            .OrderBy(operation => operation.Id, StringComparer.Ordinal),
    ];

    /// <summary>The same in the contract's data, with its codes and valid requests; null for those of identity.</summary>
    public ContractOperation? Contract { get; } = ContractOperation.All.GetValueOrDefault(Id);

    public bool HasBody => Method is "POST" or "PUT";

    private static FuzzOperation? Of(MethodDescriptor rpc)
    {
        var rule = rpc.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        if (rule is null)
        {
            return null;
        }
        var (method, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            _ => ("DELETE", rule.Delete),
        };
        return new FuzzOperation(rpc.Name, method, path, rpc.GetOptions().GetExtension(OptionsExtensions.Operation).SuccessStatus, rpc.InputType);
    }
}
