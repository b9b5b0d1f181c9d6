namespace VpnMesh.CommandLine.Tests.Running;

/// <summary>The system that all tests share: one process, as a newcomer starts it.</summary>
public sealed class EmbeddedSystem : IAsyncLifetime
{
    private readonly RunningSystem _system = RunningSystem.Embedded();

    /// <summary>The tool as somebody runs it beside that process, with the keys of the first start.</summary>
    internal CommandLineTool Tool => new(_system.Environment());

    public async ValueTask InitializeAsync() => await _system.StartAsync();

    public ValueTask DisposeAsync() => _system.DisposeAsync();
}
