using System.Reflection;
using Google.Protobuf.Reflection;

namespace VpnMesh.Protos;

/// <summary>Every proto of the system.</summary>
public static class ProtoFiles
{
    /// <summary>The descriptors, in the order of their names. Generated code has one static class per file, named after it.</summary>
    public static IReadOnlyList<FileDescriptor> All { get; } = [.. Assembly.GetExecutingAssembly().GetExportedTypes()
        .Where(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor", typeof(FileDescriptor))?.GetValue(null))
        .OfType<FileDescriptor>()
        .OrderBy(file => file.Name, StringComparer.Ordinal)];
}
