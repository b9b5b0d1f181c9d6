using DotNet.Testcontainers.Containers;

namespace VpnMesh.TestKit;

/// <summary>Removes the servers when the test process ends, with or without Testcontainers' own reaper.</summary>
internal static class ContainersOfThisRun
{
    public static void StopAtExit(IContainer container) =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) => container.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
}
