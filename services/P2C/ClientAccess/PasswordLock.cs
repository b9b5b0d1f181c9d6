namespace VpnMesh.P2C.ClientAccess;

/// <summary>How often the password of a user may be guessed.</summary>
internal static class PasswordLock
{
    /// <summary>Wrong passwords in a row after which no other is taken; one counts for <see cref="LastsMs"/>, or until the next.</summary>
    public const long FailuresInARow = 5;

    /// <summary>For how long none is taken then, the right one neither, in milliseconds.</summary>
    public const long LastsMs = 15 * 60 * 1000;
}
