using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>The operations of gateway certificates as a caller uses them.</summary>
internal static class CertificateActions
{
    public static Protos.SiteToSite.V5.VpnGatewayCertificates.VpnGatewayCertificatesClient Certificates(this TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V5.VpnGatewayCertificates.VpnGatewayCertificatesClient(channel));

    /// <summary>Writes a gateway of flavour GM in service; answers its id.</summary>
    public static async Task<string> InsertGmAsync(this TestSystem system, CallerContext caller, string enterpriseProjectId = "0")
    {
        var id = await system.InsertAsync(caller.ProjectId);
        await system.ExecuteAsync("UPDATE vpn_gateway SET flavor = 'GM', enterprise_project_id = @enterpriseProjectId WHERE id = @id", new { id, enterpriseProjectId });
        return id;
    }

    public static AsyncUnaryCall<CreateVgwCertificateResponse> Upload(
        this TestSystem system, CallerContext caller, string gatewayId, NewVpnGatewayCertificate? texts) =>
        system.Certificates().CreateVgwCertificateAsync(new CreateVgwCertificateRequest { VgwId = gatewayId, Certificate = texts }, system.As(caller));

    public static AsyncUnaryCall<UpdateVgwCertificateResponse> Change(
        this TestSystem system, CallerContext caller, string gatewayId, string id, NewVpnGatewayCertificate? changes) =>
        system.Certificates().UpdateVgwCertificateAsync(
            new UpdateVgwCertificateRequest { VgwId = gatewayId, CertificateId = id, Certificate = changes }, system.As(caller));

    public static async Task<VpnGatewayCertificate> UploadAsync(
        this TestSystem system, CallerContext caller, string gatewayId, NewVpnGatewayCertificate texts) =>
        (await system.Upload(caller, gatewayId, texts)).Certificate;

    public static async Task<VpnGatewayCertificate> ChangeAsync(
        this TestSystem system, CallerContext caller, string gatewayId, string id, NewVpnGatewayCertificate changes) =>
        (await system.Change(caller, gatewayId, id, changes)).Certificate;

    public static AsyncUnaryCall<ShowVpnGatewayCertificateResponse> Show(this TestSystem system, CallerContext caller, string gatewayId) =>
        system.Certificates().ShowVpnGatewayCertificateAsync(new ShowVpnGatewayCertificateRequest { VgwId = gatewayId }, system.As(caller));

    public static async Task<VpnGatewayCertificate> ShowCertificateAsync(this TestSystem system, CallerContext caller, string gatewayId) =>
        (await system.Show(caller, gatewayId)).Certificate;

    public static async Task<IReadOnlyList<VpnGatewayCertificate>> ListAsync(
        this TestSystem system, CallerContext caller, ListVpnGatewayCertificatesRequest request) =>
        (await system.Certificates().ListVpnGatewayCertificatesAsync(request, system.As(caller))).VpnGatewayCertificates;

    /// <summary>Stands for the reports of the agents of both end points about the present generation.</summary>
    public static Task ObservedAsync(this TestSystem system, string id, string state) => system.ExecuteAsync(
        """
        UPDATE vpn_gateway_certificate SET observed_generation_1 = generation, observed_state_1 = 'applied',
          observed_generation_2 = generation, observed_state_2 = @state WHERE id = @id
        """,
        new { id, state });
}
