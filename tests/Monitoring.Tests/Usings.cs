global using Shouldly;
global using Xunit;

[assembly: AssemblyFixture(typeof(VpnMesh.TestKit.SharedServers))]
[assembly: AssemblyFixture(typeof(VpnMesh.Monitoring.Tests.MonitoringSystems))]
