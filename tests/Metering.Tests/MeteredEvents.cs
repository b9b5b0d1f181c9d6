using System.Text.Json;
using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Tests;

/// <summary>Events as the parts that own the resources tell them.</summary>
internal static class MeteredEvents
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

    public static string NewProject() => Guid.CreateVersion7().ToString("N");

    public static string NewId() => Guid.CreateVersion7().ToString();

    public static EipUse Eip(int size, string chargeMode = "bandwidth", string shareType = "PER") =>
        new() { Id = NewId(), ChargeMode = chargeMode, BandwidthSize = size, ShareType = shareType };

    public static CloudEvent Told(string project, string resource, long at, IMessage data, long generation = 1, string enterpriseProject = "0")
    {
        var type = data.Descriptor.GetOptions().GetExtension(OptionsExtensions.Event).Type;
        return new CloudEvent
        {
            Id = NewId(),
            Source = "/vpnmesh/test",
            Type = type,
            Subject = resource,
            Time = at.ToWireTime(),
            ProjectId = project,
            EnterpriseProjectId = enterpriseProject,
            ResourceType = type.Split('.')[0],
            Generation = generation,
            RequestId = "",
            Data = JsonDocument.Parse(Formatter.Format(data)).RootElement,
        };
    }
}
