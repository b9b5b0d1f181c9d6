using Grpc.Core;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.Tests.ServerCertificates;

/// <summary>The certificate store as an administrator uses it.</summary>
internal static class StoreActions
{
    public static AsyncUnaryCall<RegisterServerCertificateResponse> Register(this TestSystem system, RegisterServerCertificateRequest request) =>
        Client(system).RegisterServerCertificateAsync(request, system.As(CallerExtensions.OfPart(CallerExtensions.Administrator)));

    public static AsyncUnaryCall<DeleteServerCertificateResponse> DeleteCertificate(this TestSystem system, string projectId, string id) =>
        Client(system).DeleteServerCertificateAsync(
            new DeleteServerCertificateRequest { ProjectId = projectId, CertificateId = id },
            system.As(CallerExtensions.OfPart(CallerExtensions.Administrator)));

    public static P2cAdministration.P2cAdministrationClient Client(TestSystem system) =>
        system.Client(channel => new P2cAdministration.P2cAdministrationClient(channel));
}
