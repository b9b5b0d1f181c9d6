using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.ClientCaCertificates;

internal sealed partial class ClientCaCertificateService
{
    /// <summary>What a certificate says that could be imported; nothing is stored.</summary>
    public override Task<CheckClientCaCertificateResponse> CheckClientCaCertificate(
        CheckClientCaCertificateRequest request, ServerCallContext context)
    {
        context.Caller().RequireAccess(enterpriseProjectId: null);
        var sent = request.ClientCaCertificate;
        ClientCaCertificateRules.Check(sent);
        var text = ClientCaCertificateTexts.Read(ClientCaCertificateRules.Field, sent);
        text.CheckValidity(time.GetUtcNow());
        var answer = new CheckClientCaCertificateResponse
        {
            Issuer = text.Issuer,
            Subject = text.Subject,
            SerialNumber = text.SerialNumber,
            ExpirationTime = text.NotAfter.ToUnixTimeMilliseconds().ToWireTime(),
            SignatureAlgorithm = text.SignatureAlgorithm!,
        };
        if (sent.HasName)
        {
            answer.Name = sent.Name;
        }
        return Task.FromResult(answer);
    }
}
