namespace VpnMesh.P2C.VpnServers;

/// <summary>How a server authenticates its clients (contract: <c>client_auth_type</c>).</summary>
internal static class ClientAuthTypes
{
    public const string Cert = "CERT";
    public const string LocalPassword = "LOCAL_PASSWORD";
    public const string Iam = "IAM";
    public const string Federated = "FEDERATED";

    public static readonly string[] All = [Cert, LocalPassword, Iam, Federated];
}
