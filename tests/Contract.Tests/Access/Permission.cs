namespace VpnMesh.Contract.Tests.Access;

/// <summary>What a caller of an operation needs (auth.md, section 5).</summary>
/// <param name="Action">IAM action.</param>
/// <param name="EnterpriseProject">Whether a grant made on an enterprise project counts for what is in it.</param>
/// <param name="NeedsAlso">Whether it changes what other services have, whose actions the caller needs as well.</param>
/// <param name="Reads">Whether the operation reads only: every GET, and the two queries by tags.</param>
internal sealed record Permission(string Action, bool EnterpriseProject, bool NeedsAlso, bool Reads)
{
    private static readonly string[] s_queries = ["ListResourcesByTags", "CountResourcesByTags"];

    private static readonly Dictionary<string, Permission> s_all = File.ReadLines(DataFile.Path("operations.tsv")).Skip(1)
        .Select(line => line.Split('\t'))
        .ToDictionary(cells => cells[0], cells => new Permission(cells[5], cells[6] == "yes", cells[8] == "yes", cells[2] == "GET" || s_queries.Contains(cells[0])));

    public static Permission Of(string operation) => s_all[operation];
}
