using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance.Tags;

/// <summary>The owners of all resources that can have tags.</summary>
internal sealed class TagOwners(IEnumerable<TagOwner> owners, ILogger<TagOwners> logger)
{
    private readonly Dictionary<string, TagOwner> _owners =
        owners.SelectMany(owner => owner.Types.Select(type => (type, owner))).ToDictionary(each => each.type, each => each.owner);

    /// <summary>Changes tags of a resource as the caller.</summary>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: the owner cannot be reached.</exception>
    /// <exception cref="RpcException">The owner refuses: <c>VPN.0003</c>, <c>VPN.0004</c>, <c>VPN.0001</c>.</exception>
    public async Task<ChangeTagsResponse> ChangeAsync(ChangeTagsRequest request, CallerContext caller, CancellationToken cancellationToken)
    {
        try
        {
            return await Of(request.ResourceType).ChangeAsync(request, caller, cancellationToken);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (exception.Refusal() is { } refusal)
            {
                throw refusal;
            }
            logger.LogWarning(exception, "The owner of {ResourceType} gave no answer", request.ResourceType);
            throw ErrorCatalogue.BackendUnavailable.With();
        }
    }

    /// <summary>Everything that has changed since a cursor.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="type">Type of the resources.</param>
    /// <param name="cursor">The owner's; null: everything there is.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: this system has no such owner.</exception>
    /// <exception cref="RpcException">The owner does not answer.</exception>
    public async Task<TagChangeList> ListAsync(string projectId, string type, string? cursor, CancellationToken cancellationToken)
    {
        var request = new ListTagChangesRequest { ResourceType = type, Cursor = cursor ?? "" };
        var first = await Of(type).ListAsync(request, projectId, cancellationToken);
        var resources = new List<TaggedResource>(first.Resources);
        for (var page = first; page.NextPage.Length > 0; resources.AddRange(page.Resources))
        {
            if (page.Complete)
            {
                request.Cursor = "";
            }
            request.Page = page.NextPage;
            page = await Of(type).ListAsync(request, projectId, cancellationToken);
            if (page.Complete && request.Cursor.Length > 0)
            {
                // The owner has forgotten what it was telling of, and begins anew.
                first = page;
                resources.Clear();
            }
        }
        return new TagChangeList(resources, first.Cursor, first.Complete);
    }

    private TagOwner Of(string type) => _owners.GetValueOrDefault(type) ?? throw ErrorCatalogue.BackendUnavailable.With();
}

/// <summary>What an owner tells of its resources.</summary>
/// <param name="Resources">As they are now.</param>
/// <param name="Cursor">Where the next question begins.</param>
/// <param name="Complete">They are all there are.</param>
internal sealed record TagChangeList(IReadOnlyList<TaggedResource> Resources, string Cursor, bool Complete);
