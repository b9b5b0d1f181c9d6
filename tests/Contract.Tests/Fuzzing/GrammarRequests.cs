using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>Makes requests by the grammar of the contract: a valid one, of which something is spoilt.</summary>
internal sealed partial class GrammarRequests(Seeds seeds, string token)
{
    private const string Mark = "@@here@@";
    private static readonly string[] s_kinds =
        ["valid", "field", "field", "field", "fields", "text of the body", "query", "query", "path", "headers", "method", "no token"];

    public FuzzRequest Make(Random random)
    {
        var operation = FuzzOperation.All[random.Next(FuzzOperation.All.Count)];
        var request = seeds.Of(operation, random);
        var body = operation.HasBody ? request["body"] ?? Invented(operation.Request, random, 0) : null;
        var kind = s_kinds[random.Next(s_kinds.Length)];
        if (kind is "field" or "fields" or "text of the body" && body is null)
        {
            kind = "query";
        }
        var path = PathOf(operation, request, random, spoilt: kind == "path");
        var draft = new FuzzDraft(operation.Method, path + QueryOf(operation, request, random, spoilt: kind == "query"));
        foreach (var (name, value) in request["header"]!.AsObject())
        {
            draft.Headers.Add((name, value!.ToString()));
        }
        if (body is not null)
        {
            draft.Body = BodyOf(body, kind, random);
        }
        Spoil(draft, kind, random);
        var certain = kind is "path" or "method" ? null : operation;
        return new FuzzRequest(kind, certain, draft.Method, draft.ToBytes(kind == "no token" ? null : token));
    }

    private static byte[] BodyOf(JsonNode body, string kind, Random random)
    {
        switch (kind)
        {
            case "field":
                return Encoding.UTF8.GetBytes(Spoilt(body.DeepClone(), 1, random));
            case "fields":
                return Encoding.UTF8.GetBytes(Spoilt(body.DeepClone(), random.Next(2, 6), random));
            case "text of the body":
                return SpoiltText(Encoding.UTF8.GetBytes(body.ToJsonString()), random);
            default:
                return Encoding.UTF8.GetBytes(body.ToJsonString());
        }
    }

    /// <summary>Puts something hostile in the place of values, or takes some away.</summary>
    private static string Spoilt(JsonNode body, int changes, Random random)
    {
        for (var change = 0; change < changes; change++)
        {
            var places = Places(body).ToArray();
            if (places.Length == 0)
            {
                body.AsObject()["x"] = Mark;
                continue;
            }
            places[random.Next(places.Length)](random.Next(8) switch
            {
                0 => null,
                1 => JsonValue.Create(random.Next(-3, 200)),
                2 => JsonValue.Create(Hostile.Text(random)),
                3 => new JsonArray(Mark, Mark),
                4 => new JsonObject { ["id"] = Mark },
                _ => JsonValue.Create(Mark),
            });
        }
        // JSON that no library writes: the mark is replaced in the text.
        return Marked().Replace(body.ToJsonString(), _ => Hostile.Json(random));
    }

    private static IEnumerable<Action<JsonNode?>> Places(JsonNode node) => node switch
    {
        JsonObject members => members.ToArray().SelectMany(member => Below(member.Value)
            .Append(value => members[member.Key] = value).Append(_ => members.Remove(member.Key)).Append(value => members[member.Key + "x"] = value)),
        JsonArray elements => Enumerable.Range(0, elements.Count).SelectMany(index => Below(elements[index]).Append(value => elements[index] = value))
            .Append(value => elements.Add(value)).Append(_ => elements.Clear()),
        _ => [],
    };

    private static IEnumerable<Action<JsonNode?>> Below(JsonNode? node) => node is null ? [] : Places(node);

    private static byte[] SpoiltText(byte[] text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(9) switch
        {
            0 => text[..at],
            1 => [.. text, .. text],
            2 => [0xef, 0xbb, 0xbf, .. text],
            3 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text)),
            4 => [.. text[..at], .. text[Math.Min(text.Length, at + random.Next(1, 9))..]],
            5 => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace("\"", random.Next(2) == 0 ? "'" : "\\u0022", StringComparison.Ordinal)),
            6 => [.. text, .. new byte[random.Next(1, 200)]],
            _ => [.. text[..at], .. Hostile.Bytes(random), .. text[at..]],
        };
    }

    private string PathOf(FuzzOperation operation, JsonObject request, Random random, bool spoilt)
    {
        var variables = Variable().Matches(operation.Path);
        var chosen = spoilt && variables.Count > 0 ? random.Next(variables.Count) : -1;
        var index = 0;
        var path = Variable().Replace(operation.Path, match =>
        {
            var name = match.Groups[1].Value;
            var value = request["path"]![name]?.ToString()
                ?? (name == "project_id" ? seeds.Project : name == "resource_type" ? "vpn-gateway" : AnyId(random));
            return index++ == chosen ? Segments.Spoilt(value, seeds.Ids, random) : Uri.EscapeDataString(value);
        });
        return spoilt && random.Next(4) == 0 ? Segments.SpoiltWhole(path, random) : path;
    }

    private string QueryOf(FuzzOperation operation, JsonObject request, Random random, bool spoilt)
    {
        var pairs = request["query"]!.AsObject().SelectMany(parameter => parameter.Value is JsonArray values
            ? values.Select(value => $"{parameter.Key}={Uri.EscapeDataString(value!.ToString())}")
            : [$"{parameter.Key}={Uri.EscapeDataString(parameter.Value!.ToString())}"]).ToList();
        for (var more = spoilt ? random.Next(1, 4) : 0; more > 0; more--)
        {
            var fields = operation.Request.Fields.InDeclarationOrder();
            string[] known = ["limit", "marker", "offset", "enterprise_project_id", "x", .. fields.Select(field => field.Name)];
            pairs.Add(Segments.Parameter(known[random.Next(known.Length)], seeds.Ids, random));
        }
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    private string AnyId(Random random) => seeds.Ids.Count == 0 ? "1" : seeds.Ids[random.Next(seeds.Ids.Count)];

    private static void Spoil(FuzzDraft draft, string kind, Random random)
    {
        if (kind == "method")
        {
            string[] methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "X", "PROPFIND"];
            draft.Method = methods[random.Next(methods.Length)];
        }
        if (kind == "headers")
        {
            for (var more = random.Next(1, 4); more > 0; more--)
            {
                draft.Headers.Add(Segments.Header(random));
            }
        }
    }

    /// <summary>A body by the message of the request, where no sample is known.</summary>
    private static JsonObject Invented(MessageDescriptor message, Random random, int depth)
    {
        var body = new JsonObject();
        foreach (var field in message.Fields.InDeclarationOrder().Where(_ => random.Next(5) != 0))
        {
            JsonNode? one = field.FieldType switch
            {
                FieldType.Message when depth < 4 => Invented(field.MessageType, random, depth + 1),
                FieldType.String => Hostile.Text(random),
                FieldType.Bool => random.Next(2) == 0,
                FieldType.Message => null,
                _ => random.Next(-2, 100),
            };
            body[field.Name] = field.IsRepeated ? new JsonArray(one) : one;
        }
        return body;
    }

    [GeneratedRegex("\"" + Mark + "\"")]
    private static partial Regex Marked();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Variable();
}
