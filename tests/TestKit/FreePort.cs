using System.Net;
using System.Net.Sockets;

namespace VpnMesh.TestKit;

/// <summary>Ports for servers that are stopped and started again on the same one.</summary>
public static class FreePort
{
    private static readonly HashSet<int> Taken = [];

    /// <summary>
    /// A port that nobody listens on and that was not handed out before, below those that systems give to outgoing connections: one of
    /// these could otherwise take it while its server is stopped.
    /// </summary>
    public static int Next()
    {
        lock (Taken)
        {
            while (true)
            {
                var port = Random.Shared.Next(20_000, 32_000);
                if (IsFree(port) && Taken.Add(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
