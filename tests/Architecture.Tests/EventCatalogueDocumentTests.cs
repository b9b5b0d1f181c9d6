using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Shouldly;
using VpnMesh.Architecture.Tests.Events;
using VpnMesh.EndToEnd.Tests.Events;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>Holds the AsyncAPI document to the protos. Run with VPNMESH_WRITE_CATALOGUE=1 to write it anew after a change.</summary>
public sealed class EventCatalogueDocumentTests
{
    private static readonly EventDocument Document = new(AsyncApiDocument.Write());

    [Fact]
    public void Document_is_what_the_protos_say() => Repository.ShouldHold("protos/vpnmesh/events/asyncapi.json", AsyncApiDocument.Write());

    [Fact]
    public void Document_is_an_AsyncAPI_document()
    {
        var asyncApi = JsonSchema.FromText(Repository.Read("tests/Architecture.Tests/Events/AsyncApi/asyncapi-3.0.0.json"));
        bool IsValid(string text) => asyncApi.Evaluate(JsonDocument.Parse(text).RootElement).IsValid;

        IsValid(AsyncApiDocument.Write()).ShouldBeTrue();
        IsValid(AsyncApiDocument.Write().Replace("\"action\": \"send\"", "\"action\": \"tell\"")).ShouldBeFalse();
    }

    [Fact]
    public void Every_event_has_an_example_that_is_as_its_schema_says()
    {
        Document.Types.ShouldBe(EventProtos.All.Select(EventProtos.TypeOf));
        Document.Examples.SelectMany(example => Document.Check(example.ToJsonString())).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("id", null)]
    [InlineData("id", "\"one\"")]
    [InlineData("generation", "\"1\"")]
    [InlineData("type", "\"vpn_gateway.renamed\"")]
    [InlineData("unknown", "1")]
    [InlineData("data.name", null)]
    [InlineData("data.name", "1")]
    [InlineData("data.unknown", "1")]
    [InlineData("data.eips.0.bandwidth_size", "\"300\"")]
    [InlineData("data.eips.0.share_type", null)]
    public void What_is_not_as_its_schema_says_is_found(string place, string? json)
    {
        var wrong = Document.Examples.First(example => (string)example["type"]! == "vpn_gateway.updated").DeepClone();
        var names = place.Split('.');
        var inside = names[..^1].Aggregate(wrong, (node, name) => node is JsonArray list ? list[int.Parse(name)]! : node[name]!).AsObject();
        inside.Remove(names[^1]);
        if (json is not null)
        {
            inside[names[^1]] = JsonNode.Parse(json);
        }

        Document.Check(wrong.ToJsonString()).ShouldNotBeEmpty();
    }
}
