global using Xunit;
// The administration has lists of the same names.
global using ListProjectsRequest = VpnMesh.Protos.Identity.V3.ListProjectsRequest;
global using ListProjectsResponse = VpnMesh.Protos.Identity.V3.ListProjectsResponse;
global using ListUsersRequest = VpnMesh.Protos.Identity.V3.ListUsersRequest;
global using ListUsersResponse = VpnMesh.Protos.Identity.V3.ListUsersResponse;

[assembly: AssemblyFixture(typeof(VpnMesh.TestKit.SharedServers))]
