using System.Text.Json;
using System.Text.Json.Serialization;

namespace VpnMesh.Shared.Messaging;

/// <summary>An event as subscribers get it: a CloudEvents 1.0 envelope in JSON. Its type is the routing key on the topic exchange.</summary>
public sealed record CloudEvent
{
    /// <summary>Version of CloudEvents.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>Id of the event; a repeated delivery has the same one.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Part that tells it, such as <c>/vpnmesh/site-to-site</c>.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary><c>&lt;resource&gt;.&lt;what happened&gt;</c>, such as <c>vpn_gateway.created</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Id of the resource. Events of one resource are delivered in order.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    /// <summary>When it happened: UTC, milliseconds, <c>Z</c>.</summary>
    [JsonPropertyName("time")]
    public required string Time { get; init; }

    /// <summary>Media type of <see cref="Data"/>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>Project of the resource.</summary>
    [JsonPropertyName("projectid")]
    public required string ProjectId { get; init; }

    /// <summary>Enterprise project of the resource; <c>0</c> for the default one.</summary>
    [JsonPropertyName("enterpriseprojectid")]
    public required string EnterpriseProjectId { get; init; }

    /// <summary>Kind of the resource, such as <c>vpn_gateway</c>.</summary>
    [JsonPropertyName("resourcetype")]
    public required string ResourceType { get; init; }

    /// <summary>Generation of the resource's desired state.</summary>
    [JsonPropertyName("generation")]
    public required long Generation { get; init; }

    /// <summary>Request that caused the change; empty when none did.</summary>
    [JsonPropertyName("requestid")]
    public required string RequestId { get; init; }

    /// <summary>Place in the trace of that request (W3C Trace Context); absent when the trace is not kept.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>The message of <c>vpnmesh.events</c> that belongs to <see cref="Type"/>.</summary>
    [JsonPropertyName("data")]
    public required JsonElement Data { get; init; }
}
