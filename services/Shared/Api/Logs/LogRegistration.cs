using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace VpnMesh.Shared.Api.Logs;

/// <summary>Where a process logs.</summary>
internal static class LogRegistration
{
    /// <summary>Logs to the console: text for people, or with the setting <c>LOG=json</c> lines for programs.</summary>
    /// <exception cref="InvalidOperationException">The setting has another value.</exception>
    public static void LogToConsole(this IHostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        switch (builder.Configuration["LOG"])
        {
            case null or "" or "text":
                builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
                return;
            case "json":
                builder.Logging.AddConsole(console => console.FormatterName = JsonLines.FormatName)
                    .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
                return;
            default:
                throw new InvalidOperationException("The setting VPNMESH_LOG must be text or json.");
        }
    }
}
