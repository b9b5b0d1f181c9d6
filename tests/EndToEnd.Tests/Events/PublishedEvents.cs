using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Events;

/// <summary>The AsyncAPI document as it stands in the checkout.</summary>
internal static class PublishedEvents
{
    public static EventDocument Document() => new(File.ReadAllText(Path.Combine(Checkout.Root, "protos/vpnmesh/events/asyncapi.json")));
}
