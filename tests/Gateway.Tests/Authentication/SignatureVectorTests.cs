using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Shouldly;
using VpnMesh.Edge.Authentication;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Gateway.Tests.Fixture;

namespace VpnMesh.Gateway.Tests.Authentication;

/// <summary>The worked test vectors of the contract (auth.md, section 4.3).</summary>
public sealed class SignatureVectorTests
{
    private static readonly VectorFile s_file = JsonSerializer.Deserialize<VectorFile>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Authentication", "SignatureVectors.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Names => [.. s_file.Vectors.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_vector_has_its_hash_and_its_signature(string name)
    {
        var vector = s_file.Vectors.Single(each => each.Name == name);
        var signature = SignatureHeader.Parse(vector.Authorization(s_file.AccessKey)).ShouldNotBeNull();
        using var canonical = new PooledBuffer();
        CanonicalRequest.TryWrite(vector.Method, new RequestTarget(vector.Target), vector.HeaderDictionary, signature, vector.BodyBytes, canonical)
            .ShouldBeTrue();
        Convert.ToHexStringLower(SHA256.HashData(canonical.Written)).ShouldBe(vector.CanonicalHash, Encoding.UTF8.GetString(canonical.Written));
        Signatures.Compute(canonical.Written, s_file.Date, s_file.SecretKey).ShouldBe(vector.Signature);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_vector_is_accepted_over_the_wire_where_there_is_such_a_path(string name)
    {
        var vector = s_file.Vectors.Single(each => each.Name == name);
        await using var edge = await EdgeUnderTest.StartAsync();
        var answer = await edge.SendRawAsync(vector.Raw(s_file.AccessKey));
        // 503 comes after the door: not every part answers here.
        answer.Status.ShouldBeOneOf([200, 201, 404, 405, 415, 503], answer.Body);
        (await edge.SendRawAsync(vector.Raw("AKOTHER"))).Status.ShouldBeOneOf(401, 404, 405);
    }

    internal sealed record VectorFile(string AccessKey, string SecretKey, string Date, Vector[] Vectors);

    internal sealed record Vector(
        string Name, string Method, string Target, Dictionary<string, string> Headers, string SignedHeaders, string Body, string CanonicalHash, string Signature)
    {
        public byte[] BodyBytes => Encoding.UTF8.GetBytes(Body);

        public HeaderDictionary HeaderDictionary => new(Headers.ToDictionary(pair => pair.Key, pair => new StringValues(pair.Value), StringComparer.OrdinalIgnoreCase));

        public string Authorization(string accessKey) => $"SDK-HMAC-SHA256 Access={accessKey}, SignedHeaders={SignedHeaders}, Signature={Signature}";

        public string Raw(string accessKey)
        {
            var headers = string.Concat(Headers.Select(pair => $"{pair.Key}: {pair.Value}\r\n"));
            return $"{Method} {Target} HTTP/1.1\r\n{headers}Authorization: {Authorization(accessKey)}\r\n"
                + $"Content-Length: {BodyBytes.Length}\r\nConnection: close\r\n\r\n{Body}";
        }
    }
}
