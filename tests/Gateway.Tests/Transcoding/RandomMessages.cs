using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace VpnMesh.Gateway.Tests.Transcoding;

/// <summary>Makes messages of any type with random content.</summary>
internal static class RandomMessages
{
    // U+0000 is refused by the edge, and half a surrogate pair has no UTF-8.
    private static readonly string[] s_pieces = ["", "a", "z9", "\"", "\\", "\n", "\u0001", "é", "😀", "<&>'", "\u2028"];

    public static Gen<IMessage> Of(MessageDescriptor type, long largest = long.MaxValue) =>
        Gen.Int.Select(seed => Fill(type, new Random(seed), largest));

    private static IMessage Fill(MessageDescriptor type, Random random, long largest)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InDeclarationOrder().Where(_ => random.Next(3) > 0))
        {
            if (!field.IsRepeated)
            {
                field.Accessor.SetValue(message, Value(field, random, largest));
                continue;
            }
            var list = (System.Collections.IList)field.Accessor.GetValue(message);
            for (var count = random.Next(4); count > 0; count--)
            {
                list.Add(Value(field, random, largest));
            }
        }
        return message;
    }

    private static object Value(FieldDescriptor field, Random random, long largest) => field.FieldType switch
    {
        FieldType.String => string.Concat(random.GetItems(s_pieces, random.Next(5))),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Int64 => random.NextInt64(-largest, largest) >> random.Next(64),
        FieldType.Message => Fill(field.MessageType, random, largest),
        _ => throw new NotSupportedException($"{field.FullName}: give its type a generator."),
    };
}
