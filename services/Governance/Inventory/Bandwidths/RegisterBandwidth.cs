using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Bandwidths;

/// <summary>RegisterBandwidth: a shared bandwidth of a project. EIPs that are bound keep what their gateways show of it.</summary>
internal static class RegisterBandwidth
{
    public static async Task<RegisterBandwidthResponse> RunAsync(
        GovernanceDatabase database, RegisterBandwidthRequest request, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var bandwidth = new BandwidthRow
        {
            Id = Given.Uuid("bandwidth_id", request.BandwidthId),
            Name = Given.Text("name", request.Name),
            Size = Given.Bandwidth("size", request.Size),
        };
        return await database.InTransactionAsync(async session =>
        {
            await BandwidthStore.SaveAsync(session, projectId, bandwidth);
            return new RegisterBandwidthResponse();
        }, cancellationToken);
    }
}
