using VpnMesh.Shared.Api.Hosting.Health;

namespace VpnMesh.Shared.Data;

/// <summary>A part is ready when its store answers and has the schema that the program needs.</summary>
/// <typeparam name="TDatabase">The store.</typeparam>
internal sealed class StoreReadiness<TDatabase>(TDatabase database) : IReadyCheck
    where TDatabase : Database
{
    public async Task<string?> WhatIsMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.Scripts.AreAppliedAsync(cancellationToken) ? null : $"the schema of {database.Part} is older than this program";
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The failure may say more than anybody may read; the calls that meet it are logged.
            return $"{this} cannot be reached";
        }
    }

    public override string ToString() => $"the store of {database.Part}";
}
