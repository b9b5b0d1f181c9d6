using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Edge.Hosting;

/// <summary>Identity in the process of the edge: it answers on a socket in a folder that nobody else can look into.</summary>
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
        builder.Configuration[Setting] = builder.Configuration[Parts] ?? builder.NewSocket();
        builder.ListenInternally(PartAddress.Parse(builder.Configuration[Setting]!));
    }

    /// <summary>Has the folder of the socket go with the application.</summary>
    public static void RemoveSocketAtEnd(this WebApplication app) =>
        // The container disposes what it has handed out, and only that.
        app.Services.GetService<SocketFolder>();

    private static string NewSocket(this WebApplicationBuilder builder)
    {
        var folder = Directory.CreateTempSubdirectory("vpnmesh-");
        builder.Services.AddSingleton(_ => new SocketFolder(folder));
        return $"unix:{Path.Combine(folder.FullName, "identity.sock")}";
    }

    private sealed class SocketFolder(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
