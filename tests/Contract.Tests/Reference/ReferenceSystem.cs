using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using VpnMesh.EndToEnd.Tests.Mesh;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>The embedded default, and the document that it publishes.</summary>
public sealed class ReferenceSystem : IAsyncLifetime
{
    public EmbeddedSystem System { get; } = new();

    /// <summary>The document as text.</summary>
    public string Json { get; private set; } = "";

    /// <summary>The document as the library reads it.</summary>
    public ReadResult Read { get; private set; } = null!;

    public OpenApiDocument Document => Read.Document!;

    public async ValueTask InitializeAsync()
    {
        await System.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = System.PublicUrl };
        Json = await http.GetStringAsync("/openapi.json");
        Read = OpenApiDocument.Parse(Json, "json");
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}
