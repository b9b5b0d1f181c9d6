using System.Text;
using System.Text.Json;
using VpnMesh.CommandLine.Calls;

namespace VpnMesh.CommandLine.Tests;

/// <summary>The worked vectors of the contract, which the edge is held to as well.</summary>
public sealed class SignatureTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "SignatureVectors.json"))).RootElement;

    public static TheoryData<string> Names => [.. Vectors.GetProperty("vectors").EnumerateArray().Select(vector => Text(vector, "name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_vector_has_its_signature(string name)
    {
        var vector = Vectors.GetProperty("vectors").EnumerateArray().Single(vector => Text(vector, "name") == name);
        var given = vector.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name.ToLowerInvariant(), header => header.Value.GetString()!);
        var signed = new SortedDictionary<string, string>(
            Text(vector, "signedHeaders").Split(';').ToDictionary(header => header, header => given[header]), StringComparer.Ordinal);
        var uri = new Uri(new Uri("http://" + given["host"]), Text(vector, "target"));
        var authorization = RequestSignature.Authorization(
            Text(Vectors, "accessKey"), Text(Vectors, "secretKey"), Text(vector, "method"), uri, signed, Encoding.UTF8.GetBytes(Text(vector, "body")));
        authorization.ShouldEndWith("Signature=" + Text(vector, "signature"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
