global using Shouldly;
global using VpnMesh.CommandLine.Tests.Running;
global using Xunit;

[assembly: AssemblyFixture(typeof(VpnMesh.TestKit.SharedServers))]
[assembly: AssemblyFixture(typeof(VpnMesh.CommandLine.Tests.Running.EmbeddedSystem))]
