using System.Text.Json;
using Shouldly;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>An answer of the edge, read to its end.</summary>
internal sealed record Answer(int Status, Dictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string RequestId => Headers["X-Request-Id"];

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }

    public static Answer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new Answer(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, text[(end + 4)..]);
    }

    /// <summary>Checks that this is the documented error with everything that each of them has.</summary>
    public void ShouldBeError(int status, string code, string message)
    {
        (Status, Body.Length > 0).ShouldBe((status, true), Body);
        Headers["Content-Type"].ShouldBe("application/json");
        Json.EnumerateObject().Select(property => property.Name).ShouldBe(["error_code", "error_msg", "request_id"]);
        (Json.GetProperty("error_code").GetString(), Json.GetProperty("error_msg").GetString()).ShouldBe((code, message));
        Json.GetProperty("request_id").GetString().ShouldBe(RequestId);
        ShouldBeMarked();
    }

    /// <summary>Checks the headers that every answer has.</summary>
    public void ShouldBeMarked()
    {
        RequestId.ShouldMatch("^[0-9a-f]{32}$");
        Headers["Strict-Transport-Security"].ShouldBe("max-age=31536000; includeSubdomains");
        Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        Headers["X-Frame-Options"].ShouldBe("SAMEORIGIN");
        Headers["X-Download-Options"].ShouldBe("noopen");
        Headers["X-XSS-Protection"].ShouldBe("1; mode=block");
        Headers.ShouldNotContainKey("Server");
    }
}
