using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Tests.Tags;

/// <summary>Both parts that own resources with tags: real gRPC services over a list of resources in memory.</summary>
internal sealed class TagOwnerStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TagOwnerStandIn(WebApplication app, OwnedResources resources) => (_app, Resources) = (app, resources);

    public OwnedResources Resources { get; }

    /// <summary>Settings that lead Governance to it.</summary>
    public static string[] Settings(TestStore store) => [$"--SITE_TO_SITE={Address(store)}", $"--P2C={Address(store)}"];

    public static async Task<TagOwnerStandIn> StartAsync(TestStore store, TimeProvider time, OwnedResources? resources = null)
    {
        var builder = PartHost.CreateBuilder([$"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", $"--DATA={store.Folder}"]);
        var owned = resources ?? new OwnedResources();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new SiteToSite(owned));
        builder.Services.AddSingleton(new P2c(owned));
        builder.ListenInternally(PartAddress.Parse(Address(store)));
        var app = builder.Build();
        app.MapGrpcService<SiteToSite>();
        app.MapGrpcService<P2c>();
        await app.StartAsync();
        return new TagOwnerStandIn(app, owned);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Address(TestStore store) => $"unix:{store.Folder}/tag-owner.sock";

    internal sealed class SiteToSite(OwnedResources resources) : TaggedResources.TaggedResourcesBase
    {
        public override Task<ChangeTagsResponse> ChangeTags(ChangeTagsRequest request, ServerCallContext context) =>
            resources.ChangeAsync(request, context);

        public override Task<ListTagChangesResponse> ListTagChanges(ListTagChangesRequest request, ServerCallContext context) =>
            resources.ListAsync(request, context);
    }

    internal sealed class P2c(OwnedResources resources) : P2cTaggedResources.P2cTaggedResourcesBase
    {
        public override Task<ChangeTagsResponse> ChangeTags(ChangeTagsRequest request, ServerCallContext context) =>
            resources.ChangeAsync(request, context);

        public override Task<ListTagChangesResponse> ListTagChanges(ListTagChangesRequest request, ServerCallContext context) =>
            resources.ListAsync(request, context);
    }
}

/// <summary>The resources of an owner, with the place of each in the order of changes.</summary>
internal sealed class OwnedResources
{
    private const int PageSize = 2;
    private readonly Dictionary<(string ProjectId, string Type, string Id), (TaggedResource Resource, long Place)> _resources = [];
    private readonly Lock _lock = new();
    private long _place;

    /// <summary>How often it was asked for changes.</summary>
    public int Questions { get; private set; }

    /// <summary>Whether it only gives what a reader has read before.</summary>
    public bool TellsAllAgain { get; set; }

    /// <summary>Writes a resource, or that it is gone.</summary>
    public TaggedResource Put(string type, TaggedResource resource, string projectId = GovernanceInstance.Project)
    {
        lock (_lock)
        {
            var before = _resources.GetValueOrDefault((projectId, type, resource.ResourceId)).Resource;
            var written = resource.Clone();
            written.Version = (before?.Version ?? 0) + 1;
            _resources[(projectId, type, written.ResourceId)] = (written, ++_place);
            return written;
        }
    }

    /// <summary>Goes back to a backup: the counts of changes begin again where they were.</summary>
    public void Restore(long place, params (string Type, TaggedResource Resource)[] resources)
    {
        lock (_lock)
        {
            _resources.Clear();
            foreach (var (type, resource) in resources)
            {
                _resources[(GovernanceInstance.Project, type, resource.ResourceId)] = (resource, place);
            }
            _place = place;
        }
    }

    public Task<ChangeTagsResponse> ChangeAsync(ChangeTagsRequest request, ServerCallContext context)
    {
        var projectId = context.Caller().ProjectId;
        lock (_lock)
        {
            if (_resources.GetValueOrDefault((projectId, request.ResourceType, request.ResourceId)).Resource is not { Gone: false } before)
            {
                throw ErrorInterceptor.ToRpcException(ErrorCatalogue.NotFound.With());
            }
            var after = before.Clone();
            after.Tags.Clear();
            after.Tags.Add(before.Tags.Where(tag =>
                request.Set.All(set => set.Key != tag.Key) && !request.Remove.Any(removed => Removes(removed, tag))));
            after.Tags.Add(request.Set);
            return Task.FromResult(new ChangeTagsResponse { Resource = Put(request.ResourceType, after, projectId) });
        }
    }

    public Task<ListTagChangesResponse> ListAsync(ListTagChangesRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart("governance");
        lock (_lock)
        {
            Questions++;
            var isKnown = long.TryParse(request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var since) && since <= _place;
            var page = !isKnown && request.Cursor.Length > 0 ? "" : request.Page;
            var told = _resources
                .Where(each => (each.Key.ProjectId, each.Key.Type) == (context.Caller().ProjectId, request.ResourceType))
                .Where(each => !isKnown || TellsAllAgain || each.Value.Place > since)
                .Where(each => string.CompareOrdinal(each.Key.Id, page) > 0)
                .OrderBy(each => each.Key.Id, StringComparer.Ordinal)
                .Take(PageSize)
                .Select(each => each.Value.Resource.Clone())
                .ToArray();
            return Task.FromResult(new ListTagChangesResponse
            {
                Resources = { told },
                Cursor = _place.ToString(CultureInfo.InvariantCulture),
                Complete = !isKnown,
                NextPage = told.Length == PageSize ? told[^1].ResourceId : "",
            });
        }
    }

    private static bool Removes(ResourceTag removed, ResourceTag tag) => removed.Key == tag.Key && (!removed.HasValue || removed.Value == tag.Value);
}
