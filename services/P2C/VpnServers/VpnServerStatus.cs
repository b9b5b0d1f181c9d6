using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>
/// The status of a server on the wire (contract: ListVpnServersByVgw), derived from desired and observed state on every read, and what it
/// forbids.
/// </summary>
internal static class VpnServerStatus
{
    public const string PendingCreate = "PENDING_CREATE";
    public const string Active = "ACTIVE";
    public const string PendingUpdate = "PENDING_UPDATE";
    public const string Fault = "FAULT";
    public const string Frozen = "FROZEN";

    public static string Status(this VpnServerRow server) => server switch
    {
        { FrozenEffect: > 0 } => Frozen,
        { Failed: 1 } => Fault,
        { ObservedGeneration: 0 } => PendingCreate,
        _ when server.ObservedGeneration < server.Generation => PendingUpdate,
        _ => Active,
    };

    /// <summary>Refuses a change of the server itself while it is not ACTIVE.</summary>
    /// <exception cref="DomainException"><c>VPN.1113</c>, <c>VPN.1114</c>, <c>VPN.1117</c></exception>
    public static void RequireActive(this VpnServerRow server)
    {
        server.RequireBuilt();
        if (server.Status() == PendingUpdate)
        {
            throw ErrorCatalogue.ServerBeingUpdated.With();
        }
    }

    /// <summary>Refuses what needs the server to work, or to be about to work again.</summary>
    /// <exception cref="DomainException"><c>VPN.1113</c>, <c>VPN.1117</c></exception>
    public static void RequireBuilt(this VpnServerRow server)
    {
        switch (server.Status())
        {
            case PendingCreate:
                throw ErrorCatalogue.ServerBeingCreated.With();
            case Fault or Frozen:
                throw ErrorCatalogue.ServerAbnormal.With();
        }
    }
}
