using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Governance.Inventory;

/// <summary>Rules of form for what an administrator sends; each answers the value, ids in lower case.</summary>
internal static class Given
{
    public static string Project(string projectId) => Text("project_id", projectId);

    public static string Text(string field, string value) => value.Length > 0 ? value : throw Refusals.Invalid(field, "must be given");

    public static string Uuid(string field, string value) =>
        Wire.IsUuid(value) ? value.ToLowerInvariant() : throw Refusals.Invalid(field, "must be a UUID");

    public static long Bandwidth(string field, long value) =>
        value is >= 1 and <= 1000 ? value : throw Refusals.Invalid(field, "must be 1 to 1000 Mbit/s");

    public static string OneOf(string field, string value, params string[] values) =>
        values.Contains(value, StringComparer.Ordinal) ? value : throw Refusals.Invalid(field, $"must be one of {string.Join(", ", values)}");
}
