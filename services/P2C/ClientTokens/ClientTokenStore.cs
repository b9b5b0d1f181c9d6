using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientTokens;

/// <summary>SQL of <c>client_token</c>.</summary>
internal static class ClientTokenStore
{
    private const string IsKey = "project_id = @ProjectId AND operation = @Operation AND token = @Token";

    /// <summary>Writes a claim where the token is free, or nobody can be at work with it any more.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="givenUpBefore">Unix milliseconds: who claimed it earlier, and has no answer, is gone.</param>
    /// <param name="forgottenBefore">Unix milliseconds: what was claimed earlier counts no more.</param>
    /// <returns>Whether the token is the caller's now.</returns>
    public static async Task<bool> ClaimTokenAsync(this Session session, ClientTokenRow claim, long givenUpBefore, long forgottenBefore) =>
        await session.ExecuteAsync(
            """
            INSERT INTO client_token (project_id, operation, token, fingerprint, claim, claimed_at)
            VALUES (@ProjectId, @Operation, @Token, @Fingerprint, @Claim, @ClaimedAt)
            ON CONFLICT (project_id, operation, token) DO UPDATE
              SET fingerprint = excluded.fingerprint, claim = excluded.claim, claimed_at = excluded.claimed_at, answer = NULL
              WHERE client_token.claimed_at < @forgottenBefore OR (client_token.answer IS NULL AND client_token.claimed_at < @givenUpBefore)
            """,
            new { claim.ProjectId, claim.Operation, claim.Token, claim.Fingerprint, claim.Claim, claim.ClaimedAt, givenUpBefore, forgottenBefore }) == 1;

    public static Task<ClientTokenRow?> FindTokenAsync(this Session session, ClientTokenRow key) =>
        session.FindAsync<ClientTokenRow>($"SELECT * FROM client_token WHERE {IsKey}", key);

    /// <returns>Whether the token was still the caller's.</returns>
    public static async Task<bool> AnswerTokenAsync(this Session session, ClientTokenRow claim, string answer) =>
        await session.ExecuteAsync(
            $"UPDATE client_token SET answer = @answer WHERE {IsKey} AND claim = @Claim AND answer IS NULL",
            new { claim.ProjectId, claim.Operation, claim.Token, claim.Claim, answer }) == 1;

    public static Task<int> ReleaseTokenAsync(this Session session, ClientTokenRow claim) =>
        session.ExecuteAsync($"DELETE FROM client_token WHERE {IsKey} AND claim = @Claim AND answer IS NULL", claim);

    public static Task<int> ForgetTokensAsync(this Session session, long before) =>
        session.ExecuteAsync("DELETE FROM client_token WHERE claimed_at < @before", new { before });
}
