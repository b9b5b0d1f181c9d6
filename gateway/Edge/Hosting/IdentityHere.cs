using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Edge.Hosting;

/// <summary>Identity in the process of the edge: it answers on a socket of its own.</summary>
internal static class IdentityHere
{
    private const string Setting = "IDENTITY";
    private const string Parts = "PARTS";

    /// <summary>Opens the socket, unless a setting says where Identity is.</summary>
    public static void ListenForIdentity(this WebApplicationBuilder builder)
    {
        if (!string.IsNullOrEmpty(builder.Configuration[Setting]))
        {
            return;
        }
        builder.Configuration[Setting] = builder.Configuration[Parts] ?? builder.NewSocket("identity.sock");
        builder.ListenInternally(PartAddress.Parse(builder.Configuration[Setting]!));
    }
}
