using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>
/// Resources of one type that can have tags. Their table has the columns <c>id</c>, <c>project_id</c>, <c>name</c>, <c>tags</c>,
/// <c>created_at</c> and <c>generation</c>. No other write of a row may set its tags, and whoever adds, renames or removes one tells it with
/// <see cref="TagChangeStore"/> in the same transaction.
/// </summary>
/// <param name="Type">Type of the resources and name of their table.</param>
/// <param name="HasEnterpriseProject">
/// Whether each is in an enterprise project (column <c>enterprise_project_id</c>), so that grants on that count; otherwise only those on the
/// project do.
/// </param>
/// <param name="Changed">The event that tells of a change of tags, from the name of the resource and all its tags.</param>
internal sealed record TaggedTable(string Type, bool HasEnterpriseProject, Func<string, IEnumerable<EventTag>, IMessage> Changed);

/// <summary>What can have tags in a service.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class TaggedTables<TDatabase>(IReadOnlyList<TaggedTable> tables)
    where TDatabase : Database
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<TaggedTable> All => tables;

    /// <exception cref="DomainException"><c>VPN.0001</c>: the type is another service's.</exception>
    public TaggedTable Of(string type) =>
        tables.FirstOrDefault(table => table.Type == type)
        ?? throw ErrorCatalogue.InvalidRequest.For("resource_type", $"resource_type {type} is not known");
}
