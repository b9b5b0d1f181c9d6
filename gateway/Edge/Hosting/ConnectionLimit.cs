using Microsoft.AspNetCore.Connections;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// Counts the connections of callers, over all public addresses; those between parts are not among them. One too many is closed at once.
/// </summary>
/// <param name="most">How many may be open.</param>
internal sealed class ConnectionLimit(int most)
{
    private int _open;

    public ConnectionDelegate Enter(ConnectionDelegate next) => connection => EnterAsync(connection, next);

    private async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= most)
            {
                await next(connection);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
