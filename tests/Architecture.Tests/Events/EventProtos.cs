using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Architecture.Tests.Events;

/// <summary>The events as the protos define them, with their comments, which the generated descriptors do not carry.</summary>
internal static partial class EventProtos
{
    private static readonly string[] Lines = Repository.Read("protos/vpnmesh/events/v1/events.proto").Split('\n');

    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true).WithIndentation());

    public static IEnumerable<MessageDescriptor> All => EventsReflection.Descriptor.MessageTypes.Where(message => TypeOf(message).Length > 0);

    /// <summary>What events hold.</summary>
    public static IEnumerable<MessageDescriptor> Parts => EventsReflection.Descriptor.MessageTypes.Where(message => TypeOf(message).Length == 0);

    public static string TypeOf(MessageDescriptor message) => message.GetOptions()?.GetExtension(OptionsExtensions.Event)?.Type ?? "";

    /// <summary>The comment above a message.</summary>
    public static string Comment(MessageDescriptor message) => CommentAbove(LineOf(message));

    /// <summary>The comment above a field; empty when its name says it all.</summary>
    public static string Comment(FieldDescriptor field)
    {
        var start = LineOf(field.ContainingType);
        var at = Array.FindIndex(Lines, start, line => FieldName().Match(line) is { Success: true } found && found.Groups[1].Value == field.Name);
        return CommentAbove(at);
    }

    /// <summary>The JSON of an example of an event, as it is published.</summary>
    public static string Example(MessageDescriptor message) => Formatter.Format(EventCatalogueTests.Example(message));

    private static int LineOf(MessageDescriptor message) => Array.FindIndex(Lines, line => line == $"message {message.Name} {{");

    private static string CommentAbove(int at)
    {
        var comment = Lines[..at].Reverse().Select(line => line.Trim()).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Reverse();
        return string.Join(' ', comment.Select(line => line[3..]));
    }

    [GeneratedRegex(@"^ +(?:repeated |optional )?[\w.]+ (\w+) = \d+;")]
    private static partial Regex FieldName();
}
