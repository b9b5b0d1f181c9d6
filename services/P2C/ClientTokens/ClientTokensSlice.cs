namespace VpnMesh.P2C.ClientTokens;

/// <summary>Idempotency keys of creations.</summary>
internal static class ClientTokensSlice
{
    public static void AddClientTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClientTokenCalls>();
        builder.Services.AddHostedService<ClientTokenPruning>();
    }
}
