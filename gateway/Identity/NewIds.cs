using System.Security.Cryptography;

namespace VpnMesh.Identity;

/// <summary>New ids and keys in the forms that clients know.</summary>
internal static class NewIds
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Letters = Upper + "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Id of an account, project, user or policy: 32 lower-case hexadecimal digits.</summary>
    public static string Next(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Public id of an access key.</summary>
    public static string AccessKey() => RandomNumberGenerator.GetString(Upper, 20);

    /// <summary>Secret of an access key: about 238 bits.</summary>
    public static string SecretKey() => RandomNumberGenerator.GetString(Letters, 40);

    /// <summary>A password for the first administrator.</summary>
    public static string Password() => RandomNumberGenerator.GetString(Letters, 24);
}
