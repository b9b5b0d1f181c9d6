using System.Security.Cryptography;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Standalone;

/// <summary>
/// The settings that make one process of all parts: they reach one another over a private Unix domain socket, with a key that is made at
/// the first start and kept in the data folder. The setting <c>PARTS</c> names another socket, for internal clients beside the process.
/// </summary>
internal static class OneProcess
{
    private static readonly string[] Parts = ["PARTS", "SITE_TO_SITE", "P2C", "GOVERNANCE", "MONITORING", "METERING"];

    public static void UseOneProcess(this WebApplicationBuilder builder)
    {
        var socket = builder.Configuration["PARTS"] ?? builder.NewSocket("parts.sock");
        var settings = Parts.ToDictionary(part => part, _ => (string?)socket);
        settings["INTERNAL_KEY"] = builder.Configuration["INTERNAL_KEY"] ?? KeptKey(builder.Configuration.DataFolder());
        // Whoever runs everything in one process wants to try an upgrade at once: new gateways leave room for one.
        settings["GATEWAY_VERSION"] = builder.Configuration["GATEWAY_VERSION"] ?? "oldest";
        builder.Configuration.AddInMemoryCollection(settings);
    }

    private static string KeptKey(string folder)
    {
        var path = Path.Combine(folder, "internal.key");
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        }
        return File.ReadAllText(path).Trim();
    }
}
