using System.Globalization;
using Grpc.Core;
using VpnMesh.Identity.Domains;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary><c>GET /v1.0/enterprise-projects</c>: the enterprise projects of the account, the default one first.</summary>
internal sealed class ListEnterpriseProject(IdentityDatabase database)
{
    /// <summary>Largest page, which is also the default.</summary>
    internal const long MaxLimit = 1000;

    public async Task<ListEnterpriseProjectResponse> HandleAsync(ListEnterpriseProjectRequest request, ServerCallContext context)
    {
        Check(request);
        var all = await database.ReadAsync(session => ListAsync(session, context.Caller().DomainId), context.CancellationToken);
        var matching = all.Where(enterpriseProject => Matches(request, enterpriseProject)).ToArray();
        var page = matching
            .Skip((int)Math.Min(request.Offset, int.MaxValue))
            .Take((int)(request.HasLimit ? request.Limit : MaxLimit));
        return new ListEnterpriseProjectResponse { EnterpriseProjects = { page.Select(Answer) }, TotalCount = matching.Length };
    }

    /// <summary>Refuses pages that the contract does not allow.</summary>
    /// <exception cref="DomainException"><c>IAM.0007</c></exception>
    internal static void CheckPage(long? limit, long? offset)
    {
        if (limit is < 1 or > MaxLimit)
        {
            throw IamErrors.Invalid("limit", $"must be from 1 to {MaxLimit}");
        }
        if (offset < 0)
        {
            throw IamErrors.Invalid("offset", "must not be negative");
        }
    }

    private static void Check(ListEnterpriseProjectRequest request)
    {
        if (request.HasId && !Wire.IsEnterpriseProjectId(request.Id))
        {
            throw IamErrors.Invalid("id", "must be 0 or a UUID in lower case");
        }
        if (request.HasStatus && request.Status is not (1 or 2))
        {
            throw IamErrors.Invalid("status", "must be 1 or 2");
        }
        CheckPage(request.HasLimit ? request.Limit : null, request.HasOffset ? request.Offset : null);
    }

    private static async Task<List<EnterpriseProjectRow>> ListAsync(Session session, string domainId)
    {
        if (await DomainStore.FindAsync(session, domainId) is not { } domain)
        {
            return [];
        }
        var standard = new EnterpriseProjectRow
        {
            Id = EnterpriseProjectRow.DefaultId,
            DomainId = domainId,
            Name = EnterpriseProjectRow.DefaultName,
            CreatedAt = domain.CreatedAt,
            UpdatedAt = domain.CreatedAt,
        };
        return [standard, .. await EnterpriseProjectStore.ListAsync(session, domainId)];
    }

    private static bool Matches(ListEnterpriseProjectRequest request, EnterpriseProjectRow row) =>
        (!request.HasId || row.Id == request.Id)
        && (!request.HasName || row.Name.Contains(request.Name, StringComparison.Ordinal))
        && (!request.HasStatus || row.Status == request.Status);

    private static EnterpriseProject Answer(EnterpriseProjectRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Description = row.Description,
        Status = row.Status,
        Type = row.Type,
        CreatedAt = Time(row.CreatedAt),
        UpdatedAt = Time(row.UpdatedAt),
    };

    private static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
