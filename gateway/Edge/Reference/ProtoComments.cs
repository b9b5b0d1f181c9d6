using Google.Protobuf;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Reference;

/// <summary>
/// The comments of the protos. The descriptors of the generated code have none; the protos are embedded once more as data that has them.
/// </summary>
internal sealed class ProtoComments
{
    private const int Package = 2;
    private readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);

    public ProtoComments()
    {
        using var data = typeof(OptionsReflection).Assembly.GetManifestResourceStream("protos.pb")!;
        var set = FileDescriptorSet.Parser.ParseFrom(data);
        foreach (var file in FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString())))
        {
            Keep(file);
        }
        foreach (var file in set.File)
        {
            _comments[file.Name] = Tidy(file.SourceCodeInfo?.Location.FirstOrDefault(place => place.Path is [Package])?.LeadingComments);
        }
    }

    /// <summary>What stands above a message, a field or an rpc; empty when nothing does.</summary>
    public string Of(IDescriptor descriptor) => _comments.GetValueOrDefault(descriptor.FullName, "");

    /// <summary>What stands above the package of a file: what it is about.</summary>
    public string OfFile(FileDescriptor file) => _comments.GetValueOrDefault(file.Name, "");

    private void Keep(FileDescriptor file)
    {
        foreach (var message in file.MessageTypes)
        {
            Keep(message);
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                Keep(field);
            }
        }
        foreach (var rpc in file.Services.SelectMany(service => service.Methods))
        {
            Keep(rpc);
        }
    }

    private void Keep(DescriptorBase descriptor) => _comments[descriptor.FullName] = Tidy(descriptor.Declaration?.LeadingComments);

    // Every line begins with the blank behind the slashes.
    private static string Tidy(string? comment) =>
        string.Join('\n', (comment ?? "").Split('\n').Select(line => line.StartsWith(' ') ? line[1..] : line)).Trim();
}
