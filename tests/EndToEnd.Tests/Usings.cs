global using Xunit;

[assembly: AssemblyFixture(typeof(VpnMesh.TestKit.SharedServers))]
[assembly: TestCollectionOrderer(typeof(VpnMesh.EndToEnd.Tests.LongestFirst))]
