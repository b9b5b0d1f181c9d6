using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>
/// Migrations only go forward, and code of the release before goes on with the stores that they leave: it neither misses what it reads nor is
/// refused what it writes.
/// </summary>
public sealed partial class MigrationTests
{
    // Checksums and paths of the scripts of the recorded release.
    private const string Recorded = "tests/EndToEnd.Tests/Upgrade/Previous/migrations";

    [Fact]
    public void Those_of_the_release_before_are_as_they_were()
    {
        Previous().Count.ShouldBeGreaterThan(10);
        foreach (var (path, checksum) in Previous())
        {
            File.Exists(Path.Combine(Repository.Root, path)).ShouldBeTrue(path);
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Repository.Root, path)))).ShouldBe(checksum, path);
        }
    }

    [Fact]
    public void Those_that_came_after_it_only_add()
    {
        var added = new[] { "services", "gateway" }.SelectMany(folder => Repository.Files(folder, "*.sql"))
            .Where(path => path.Contains("/Migrations/", StringComparison.Ordinal) && !Previous().ContainsKey(path));
        added.SelectMany(path => Breaking(Repository.Read(path)).Select(statement => $"{path}: {statement}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("DROP TABLE a;")]
    [InlineData("ALTER TABLE a DROP COLUMN b;")]
    [InlineData("ALTER TABLE a RENAME COLUMN b TO c;")]
    [InlineData("alter table a rename to b;")]
    [InlineData("ALTER TABLE a ALTER COLUMN b SET NOT NULL;")]
    [InlineData("ALTER TABLE a ADD COLUMN b TEXT NOT NULL;")]
    [InlineData("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);")]
    [InlineData("CREATE UNIQUE INDEX i ON a (b);")]
    [InlineData("DELETE FROM a;")]
    public void What_old_code_could_not_go_on_with_is_found(string statement) => Breaking(statement).ShouldHaveSingleItem();

    [Theory]
    [InlineData("ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0;")]
    [InlineData("ALTER TABLE a ADD COLUMN b TEXT; -- DROP TABLE a;")]
    [InlineData("CREATE TABLE a (b TEXT NOT NULL);\nCREATE UNIQUE INDEX i ON a (b);")]
    public void What_adds_is_not(string script) => Breaking(script).ShouldBeEmpty();

    private static IEnumerable<string> Breaking(string script)
    {
        var text = Comment().Replace(script, "");
        var own = NewTable().Matches(text).Select(table => table.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        return text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(statement => Breaks(statement, own));
    }

    private static bool Breaks(string statement, HashSet<string> own)
    {
        if (UniqueIndex().Match(statement) is { Success: true } index)
        {
            // Old code may write twice what is to be there once.
            return !own.Contains(index.Groups[1].Value);
        }
        if (AddedColumn().IsMatch(statement))
        {
            return statement.Contains("NOT NULL", StringComparison.OrdinalIgnoreCase) && !statement.Contains("DEFAULT", StringComparison.OrdinalIgnoreCase);
        }
        return Taking().IsMatch(statement);
    }

    private static Dictionary<string, string> Previous() => Repository.Read(Recorded).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split("  "))
        .ToDictionary(line => line[1], line => line[0], StringComparer.Ordinal);

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"CREATE TABLE (\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex NewTable();

    [GeneratedRegex(@"^CREATE UNIQUE INDEX \w+ ON (\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex UniqueIndex();

    [GeneratedRegex(@"^ALTER TABLE \w+ ADD COLUMN", RegexOptions.IgnoreCase)]
    private static partial Regex AddedColumn();

    [GeneratedRegex(@"^(DROP|ALTER|DELETE|TRUNCATE|UPDATE)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Taking();
}
