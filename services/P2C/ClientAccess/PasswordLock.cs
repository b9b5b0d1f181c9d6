namespace VpnMesh.P2C.ClientAccess;

/// <summary>How often the password of a user may be guessed.</summary>
internal static class PasswordLock
{
    /// <summary>Wrong passwords in a row, none of them longer than <see cref="LastsMs"/> after the one before, after which no other is taken.</summary>
    public const long FailuresInARow = 5;

    /// <summary>For how long none is taken then, the right one neither, in milliseconds.</summary>
    public const long LastsMs = 15 * 60 * 1000;
}
