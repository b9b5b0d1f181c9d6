using VpnMesh.Shared.Api.Logs;

namespace VpnMesh.Shared.Messaging;

/// <summary>An event on behalf of which things are logged: they belong to the request that caused it.</summary>
internal sealed class LoggedEvent(CloudEvent cloudEvent) : ILoggedCall
{
    public string? RequestId => cloudEvent.RequestId;

    public string? Project => cloudEvent.ProjectId;

    public override string ToString() => cloudEvent.Type;
}
