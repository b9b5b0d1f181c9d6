using System.Security.Cryptography;
using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.CustomerGateways;

internal sealed partial class CustomerGatewayService
{
    /// <summary>Takes the quota, then writes the customer gateway, which can be used at once.</summary>
    public override async Task<CreateCgwResponse> CreateCgw(CreateCgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var wanted = request.CustomerGateway;
        CustomerGatewayRules.Check(wanted);
        var text = ReadText(wanted.CaCertificate);
        text?.CheckValidity(time.GetUtcNow());
        await RequireNamedCertificateAsync(caller, wanted.CaCertificate, context.CancellationToken);

        var gateway = NewRow(caller.ProjectId, wanted);
        var asked = time.GetTimestamp();
        var reserved = await governance.ReserveAsync("customer_gateway", gateway.Id, caller, context.CancellationToken);
        var deadline = new ReservationDeadline(time, asked, reserved.ValidMs);
        try
        {
            var shown = await database.InGroupAsync(
                session => InsertAsync(session, gateway, wanted.CaCertificate, text, deadline, caller), context.CancellationToken, caller.ProjectId);
            return new CreateCgwResponse { CustomerGateway = shown };
        }
        catch (Exception exception) when (exception is DomainException or OperationCanceledException)
        {
            // Surely not written. After any other failure it may be: then the reservation stays until Governance has asked for it.
            await governance.ReleaseUnwrittenAsync(gateway.Id, caller);
            throw;
        }
    }

    private async Task RequireNamedCertificateAsync(CallerContext caller, NewCaCertificate? wanted, CancellationToken cancellationToken)
    {
        if (wanted is { HasId: true })
        {
            RequireUsable(await database.ReadAsync(
                session => session.FindCaCertificateAsync(caller.ProjectId, Stored(wanted.Id)), cancellationToken));
        }
    }

    private async Task<CustomerGateway> InsertAsync(
        Session session, CustomerGatewayRow gateway, NewCaCertificate? wanted, CertificateText? text, ReservationDeadline deadline, CallerContext caller)
    {
        deadline.Guard(session);
        var certificate = await TakeCertificateAsync(session, caller, wanted, text);
        var written = gateway with { CaCertificateId = certificate?.Id };
        await session.InsertAsync(written);
        await events.AddCreatedAsync(session, written, certificate, caller.RequestId);
        return CustomerGatewayAnswers.Shown(written, certificate);
    }

    private CustomerGatewayRow NewRow(string projectId, NewCustomerGateway wanted)
    {
        var now = time.NowMs();
        return new CustomerGatewayRow
        {
            Id = time.NewId(),
            ProjectId = projectId,
            Name = wanted.HasName ? wanted.Name : "cgw-" + RandomNumberGenerator.GetHexString(4, lowercase: true),
            IdType = wanted.HasIdType ? wanted.IdType : CustomerGatewayRules.Ip,
            IdValue = wanted.HasIdValue ? wanted.IdValue : wanted.Ip,
            BgpAsn = wanted.HasBgpAsn ? wanted.BgpAsn : null,
            Tags = wanted.Tags.ToColumn(),
            CreatedAt = now,
            UpdatedAt = now,
            Generation = 1,
        };
    }
}
