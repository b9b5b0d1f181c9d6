using System.Globalization;
using System.Text;
using Grpc.Core;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Metering.Usage;

internal sealed partial class UsageService
{
    private const int LinesOfChunk = 1000;
    private const string Header = "project_id,enterprise_project_id,meter,hour,amount,unit,quantity\r\n";

    /// <summary>What was used, as CSV. Ids, names of meters, times and numbers: none has a comma, a quote or a line break to be quoted.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0003</c></exception>
    public override async Task ExportUsageCsv(
        ExportUsageCsvRequest request, IServerStreamWriter<ExportUsageCsvChunk> responseStream, ServerCallContext context)
    {
        Admit(context);
        var violations = new Violations();
        var filter = violations.Filter(request.Query);
        violations.ThrowIfAny();
        await responseStream.WriteAsync(new ExportUsageCsvChunk { Text = Header }, context.CancellationToken);
        UsagePlace? after = null;
        do
        {
            var page = await pages.ReadAsync(filter, after, LinesOfChunk, context.CancellationToken);
            if (page.Hours.Count > 0)
            {
                await responseStream.WriteAsync(new ExportUsageCsvChunk { Text = Lines(page.Hours) }, context.CancellationToken);
            }
            after = page.Next;
        }
        while (after is not null);
    }

    private static string Lines(IEnumerable<UsageHour> hours)
    {
        var lines = new StringBuilder();
        foreach (var hour in hours)
        {
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{hour.ProjectId},{hour.EnterpriseProjectId},{hour.Meter},{hour.Hour},{hour.Amount},{hour.Unit},{hour.Quantity}\r\n");
        }
        return lines.ToString();
    }
}
