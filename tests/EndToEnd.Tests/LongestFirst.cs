using Xunit.Sdk;
using Xunit.v3;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Begins with the classes that take longest, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(IsLong)];

    private static bool IsLong<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection => collection.TestCollectionDisplayName.Contains("CrashTests", StringComparison.Ordinal);
}
