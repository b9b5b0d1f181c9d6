global using Xunit;

[assembly: AssemblyFixture(typeof(VpnMesh.TestKit.SharedServers))]
