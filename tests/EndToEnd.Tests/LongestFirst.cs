using VpnMesh.EndToEnd.Tests.Mesh;
using Xunit.Sdk;
using Xunit.v3;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Begins with what takes longest, so that none of it runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(IsLong)];

    private static bool IsLong<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection => collection.TestCollectionDisplayName is nameof(SeparateOnPostgres)
            || collection.TestCollectionDisplayName.Contains("CrashTests", StringComparison.Ordinal);
}
