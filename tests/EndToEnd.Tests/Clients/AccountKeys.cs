using System.Security.Cryptography;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>What an unattended first start is given (design: VPNMESH_ACCESS_KEY and its siblings).</summary>
public sealed record AccountKeys(string AccessKey, string SecretKey, string ProjectId, string Password)
{
    public static AccountKeys Generate() => new(
        "AK" + RandomNumberGenerator.GetHexString(18),
        RandomNumberGenerator.GetHexString(40, lowercase: true),
        RandomNumberGenerator.GetHexString(32, lowercase: true),
        "Pw-" + RandomNumberGenerator.GetHexString(20));

    public Dictionary<string, string> Settings() => new()
    {
        ["ACCESS_KEY"] = AccessKey,
        ["SECRET_KEY"] = SecretKey,
        ["PROJECT_ID"] = ProjectId,
        ["ADMIN_PASSWORD"] = Password,
    };
}
