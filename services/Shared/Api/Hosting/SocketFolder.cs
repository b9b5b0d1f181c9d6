using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace VpnMesh.Shared.Api.Hosting;

/// <summary>A folder for a Unix domain socket that nobody else can look into; it goes with the application.</summary>
public sealed class SocketFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vpnmesh-");

    /// <summary>Address of a socket in the folder.</summary>
    /// <param name="name">Name of the file.</param>
    public string AddressOf(string name) => $"unix:{Path.Combine(_folder.FullName, name)}";

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>How an application gets sockets of its own.</summary>
public static class SocketFolderExtensions
{
    /// <summary>Address of a new socket in a private folder.</summary>
    /// <param name="builder">The application that will listen there.</param>
    /// <param name="name">Name of the file.</param>
    public static string NewSocket(this WebApplicationBuilder builder, string name)
    {
        var folder = new SocketFolder();
        builder.Services.AddSingleton(_ => folder);
        return folder.AddressOf(name);
    }

    /// <summary>Has the folders go with the application: the container disposes what it has handed out, and only that.</summary>
    public static void RemoveSocketsAtEnd(this WebApplication app) => app.Services.GetServices<SocketFolder>();
}
