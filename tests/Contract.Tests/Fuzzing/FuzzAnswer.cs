using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record FuzzAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly Dictionary<string, HashSet<int>> s_catalogue = typeof(Shared.Api.Errors.ErrorCatalogue).GetFields()
        .Select(field => field.GetValue(null)).OfType<Shared.Api.Errors.ErrorCode>()
        .GroupBy(code => code.Code).ToDictionary(codes => codes.Key, codes => codes.Select(code => code.Status).ToHashSet());

    private static readonly string[] s_common = ["VPN.0001", "VPN.0003", "VPN.0004", "VPN.0030"];

    private static readonly string[] s_protective =
        ["Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options", "X-Download-Options", "X-XSS-Protection", "X-Request-Id"];

    public bool Closes => Headers.GetValueOrDefault("Connection") == "close";

    public string Code => Status >= 400 ? Error()?.Code ?? "" : "";

    /// <summary>What is wrong with it, or null.</summary>
    /// <param name="operation">What was called, where that is known.</param>
    /// <param name="method">Method that was sent.</param>
    public string? Fault(FuzzOperation? operation, string method)
    {
        if (s_protective.FirstOrDefault(name => !Headers.ContainsKey(name)) is { } missing)
        {
            return $"has no {missing}";
        }
        if (Headers.ContainsKey("Server") || Headers.ContainsKey("X-Powered-By"))
        {
            return "names the product";
        }
        return Status < 400 ? FaultOfSuccess(operation) : method == "HEAD" ? null : FaultOfError(operation);
    }

    public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300)))}";

    private string? FaultOfSuccess(FuzzOperation? operation)
    {
        if (operation is not null && Status != operation.Success)
        {
            return $"is {Status} instead of {operation.Success}";
        }
        return (Status == 204) == (Body.Length == 0) && (Body.Length == 0 || Parse() is not null) ? null : "has no JSON";
    }

    private string? FaultOfError(FuzzOperation? operation)
    {
        if (Error() is not var (code, id))
        {
            return "is no documented error";
        }
        if (id != Headers["X-Request-Id"])
        {
            return "has two request ids";
        }
        if (!s_catalogue.TryGetValue(code, out var statuses) || !statuses.Contains(Status))
        {
            return $"has the code {code} with the status {Status}";
        }
        // Some documented codes are a 500: that of a gateway that is not ready, for one.
        if (Status > 500 || code is "VPN.0002" or "IAM.0006")
        {
            return $"is a {Status}";
        }
        // The codes of the service are those of the operation, but for those of every operation; the edge has its own.
        return operation?.Contract is { } contract && code.StartsWith("VPN.", StringComparison.Ordinal) && !s_common.Contains(code)
            && !contract.Errors.Contains(code)
            ? $"has the code {code}, which {operation.Id} has not"
            : null;
    }

    private (string Code, string Id)? Error()
    {
        if (Parse() is not { ValueKind: JsonValueKind.Object } body)
        {
            return null;
        }
        return body.TryGetProperty("error_code", out var code) && body.TryGetProperty("request_id", out var id)
            && body.TryGetProperty("error_msg", out var text) && text.GetString() is { Length: > 0 }
            ? (code.GetString()!, id.GetString()!)
            : null;
    }

    private JsonElement? Parse()
    {
        try
        {
            return JsonDocument.Parse(Body).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static FuzzAnswer OfHead(string head)
    {
        var lines = head.Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 2)..];
        }
        return new FuzzAnswer(int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), headers, []);
    }
}
