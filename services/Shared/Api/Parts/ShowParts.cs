using System.Diagnostics;
using System.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Api.Parts;

internal sealed partial class PartStatusService
{
    // Whoever asks wants to hear of a store that hangs while he still listens.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly string Version =
        typeof(PartStatusService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The process and the parts in it, in the order in which they were registered.</summary>
    public override async Task<ShowPartsResponse> ShowParts(ShowPartsRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(CallerExtensions.Administrator);
        var parts = await Task.WhenAll(reports.GroupBy(report => report.Part).Select(part => DescribeAsync(part, context.CancellationToken)));
        using var process = Process.GetCurrentProcess();
        return new ShowPartsResponse
        {
            Version = Version,
            Host = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            StartedAt = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds().ToWireTime(),
            Bus = string.IsNullOrEmpty(settings["BUS"]) ? "in-process" : "rabbitmq",
            Parts = { parts },
        };
    }

    private async Task<Part> DescribeAsync(IGrouping<string, IPartReport> reportsOfPart, CancellationToken cancellationToken)
    {
        var part = new Part { Name = reportsOfPart.Key };
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            foreach (var report in reportsOfPart)
            {
                await report.ReportAsync(part, both.Token).WaitAsync(both.Token);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The part {Part} cannot tell how it is", part.Name);
            part.Failure = patience.IsCancellationRequested ? "its store does not answer" : exception.Message;
        }
        return part;
    }
}
