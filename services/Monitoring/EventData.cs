using Google.Protobuf;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring;

/// <summary>What an event says, as a message of <c>vpnmesh.events</c>. Fields that are not known here are passed over.</summary>
internal static class EventData
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static T DataOf<T>(this CloudEvent cloudEvent)
        where T : IMessage, new() => Parser.Parse<T>(cloudEvent.Data.GetRawText());
}
