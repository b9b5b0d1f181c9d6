global using System.Text.Json.Nodes;
global using Shouldly;
global using VpnMesh.TestKit;
global using Xunit;
