using VpnMesh.Protos;
using VpnMesh.Protos.Check;

// In the form that a build shows as its own errors.
var faults = ProtoFiles.All.SelectMany(OperationRules.Faults).ToArray();
foreach (var (file, text) in faults)
{
    Console.WriteLine($"protos/{file}: error VPNMESH001: {text}");
}
return faults.Length == 0 ? 0 : 1;
