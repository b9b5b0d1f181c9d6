using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Primitives;
using VpnMesh.Edge.Operations;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Transcoding;

/// <summary>Writes the gRPC frame of a REST request: body, then path, query and headers, each of which beats what came before.</summary>
internal static class RequestWriter
{
    private static readonly SearchValues<byte> s_plainDigits = SearchValues.Create("0123456789."u8);

    /// <summary>Bytes before the message of a gRPC frame: one for compression (none), four for the length.</summary>
    public const int FrameHeader = 5;

    /// <summary>Fills a buffer with the frame.</summary>
    /// <exception cref="DomainException">A value of the request does not fit its field.</exception>
    public static void Write(Operation operation, RequestTarget target, ReadOnlySpan<byte> body, IHeaderDictionary headers, PooledBuffer frame)
    {
        frame.Write([0, 0, 0, 0, 0]);
        if (operation.Request.Body is { } schema && JsonToWire.Write(body, schema, frame) is { } fault)
        {
            throw operation.Refusals.InvalidBody(fault);
        }
        if ((WritePath(operation, target, frame) ?? WriteQuery(operation, target.Query, frame)) is { } invalid)
        {
            throw operation.Refusals.InvalidParameter(invalid);
        }
        WriteHeaders(operation, headers, frame);
        frame.SetBigEndian(1, (uint)(frame.Length - FrameHeader));
    }

    private static Fault? WritePath(Operation operation, RequestTarget target, PooledBuffer frame)
    {
        Span<Range> values = stackalloc Range[operation.Path.Variables.Count];
        operation.Path.Matches(target.Path, values);
        for (var index = 0; index < values.Length; index++)
        {
            if (WriteText(operation.Request.Path[index], target.Path[values[index]], frame) is { } fault)
            {
                return fault;
            }
        }
        return null;
    }

    private static Fault? WriteQuery(Operation operation, ReadOnlySpan<char> query, PooledBuffer frame)
    {
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            if (FindField(operation.Request.Query, name) is { } field && WriteParameter(field, equals < 0 ? [] : pair[(equals + 1)..], frame) is { } fault)
            {
                return fault;
            }
        }
        return null;
    }

    private static FieldSchema? FindField(MessageSchema schema, ReadOnlySpan<char> name)
    {
        using var decoded = new PooledBuffer(name.Length + 1);
        RequestTarget.Decode(name, decoded);
        var index = schema.IndexOf(decoded.Written);
        return index < 0 ? null : schema.Fields[index];
    }

    private static Fault? WriteParameter(FieldSchema field, ReadOnlySpan<char> value, PooledBuffer frame)
    {
        if (field.Kind == FieldKind.Text)
        {
            return WriteText(field, value, frame);
        }
        using var decoded = new PooledBuffer(value.Length + 1);
        RequestTarget.Decode(value, decoded);
        if (field.Kind != FieldKind.Boolean)
        {
            return IsPlain(decoded.Written) && NumberToWire.TryWrite(decoded.Written, field, frame)
                ? null
                : new Fault(field.Name, NumberToWire.Rule(field.Kind));
        }
        var isTrue = decoded.Written.SequenceEqual("true"u8);
        if (!isTrue && !decoded.Written.SequenceEqual("false"u8))
        {
            return new Fault(field.Name, "must be true or false");
        }
        frame.WriteVarint(field.Tag);
        frame.WriteByte(isTrue ? (byte)1 : (byte)0);
        return null;
    }

    private static bool IsPlain(ReadOnlySpan<byte> number) => number.TrimStart((byte)'-').IndexOfAnyExcept(s_plainDigits) < 0;

    private static Fault? WriteText(FieldSchema field, ReadOnlySpan<char> value, PooledBuffer frame)
    {
        frame.WriteVarint(field.Tag);
        var start = frame.OpenLength();
        RequestTarget.Decode(value, frame);
        var text = frame.Written[start..];
        if (!Utf8.IsValid(text) || text.Contains((byte)0))
        {
            return new Fault(field.Name, "must be UTF-8 without the character U+0000");
        }
        frame.CloseLength(start);
        return null;
    }

    private static void WriteHeaders(Operation operation, IHeaderDictionary headers, PooledBuffer frame)
    {
        foreach (var field in operation.Request.Headers)
        {
            var value = headers[field.Header!];
            if (value == StringValues.Empty)
            {
                continue;
            }
            frame.WriteVarint(field.Tag);
            var start = frame.OpenLength();
            frame.Write(Encoding.UTF8.GetBytes(value.ToString()));
            frame.CloseLength(start);
        }
    }
}
