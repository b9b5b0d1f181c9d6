using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Tokens;

/// <summary>SQL of the key that signs tokens.</summary>
internal static class TokenKeyStore
{
    /// <summary>There is one key per store; its sealed form is bound to this.</summary>
    public const string Purpose = "token_key/1";

    /// <returns>Whether there was none: of several replicas that start together, one gets true and the others wait for it.</returns>
    public static async Task<bool> AddAsync(Session session, string sealedSecret, long now) =>
        await session.ExecuteAsync(
            "INSERT INTO token_key (id, secret, created_at) VALUES ('1', @sealedSecret, @now) ON CONFLICT DO NOTHING",
            new { sealedSecret, now }) == 1;

    /// <summary>The sealed key, or null before the first start is over.</summary>
    public static Task<string?> FindAsync(Session session) => session.ScalarAsync<string>("SELECT secret FROM token_key WHERE id = '1'");
}
