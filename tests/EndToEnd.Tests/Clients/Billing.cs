using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Asks what a project has used.</summary>
internal sealed class Billing(MeshSystem system, string project) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly GrpcChannel _channel = system.Channel("METERING");

    private Usage.UsageClient Usage => new(_channel);

    private CallOptions Options =>
        system.Signer.With(CallerExtensions.OfPart("billing"), Timeout, TimeProvider.System, CancellationToken.None);

    public static DateTimeOffset Time(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    /// <summary>The ledger from its beginning.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync()
    {
        var request = new ListLedgerRequest { ProjectId = project, Limit = 1000 };
        var entries = new List<LedgerEntry>();
        do
        {
            var page = await Usage.ListLedgerAsync(request, Options);
            entries.AddRange(page.Entries);
            request.Marker = page.NextMarker;
        }
        while (request.Marker != "");
        return entries;
    }

    /// <summary>What a meter has counted in the hours from that of one time to that of another.</summary>
    public async Task<long> UsedAsync(string meter, string from, string to)
    {
        var query = new UsageQuery { ProjectId = project, Meter = meter, From = Hour(Time(from)), To = Hour(Time(to).AddHours(1)) };
        return (await Usage.ListUsageAsync(new ListUsageRequest { Query = query }, Options)).Hours.Sum(hour => hour.Amount);
    }

    public void Dispose() => _channel.Dispose();

    private static string Hour(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH':00:00Z'", CultureInfo.InvariantCulture);
}
