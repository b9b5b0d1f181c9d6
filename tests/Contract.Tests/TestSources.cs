namespace VpnMesh.Contract.Tests;

/// <summary>The tests of the other projects, as they stand in the checkout.</summary>
internal static class TestSources
{
    private static readonly Lazy<string> s_tests = new(Find);

    /// <summary>Whether there is a test of this name.</summary>
    /// <param name="test"><c>Class.Method</c>.</param>
    public static bool Has(string test)
    {
        var (type, method) = (test.Split('.')[0], test.Split('.')[1]);
        return Directory.EnumerateFiles(s_tests.Value, $"{type}.cs", SearchOption.AllDirectories)
            .Any(file => File.ReadAllText(file).Contains($" {method}(", StringComparison.Ordinal));
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "VpnMesh.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside a checkout."), "tests");
    }
}
