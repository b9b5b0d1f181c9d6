global using Xunit;

[assembly: AssemblyFixture(typeof(VpnMesh.TestKit.SharedServers))]
// Much of what these tests do is to wait: for processes that start, for the minute without a broker.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
[assembly: TestCollectionOrderer(typeof(VpnMesh.EndToEnd.Tests.LongestFirst))]
