namespace VpnMesh.GatewayAgent.Clients;

/// <summary>Whether a user may pass a server: asked of the service, which alone has the passwords.</summary>
public interface IPasswordCheck
{
    /// <summary>Asks; without an answer nobody passes.</summary>
    Task<bool> IsAcceptedAsync(string serverId, string userName, string password);
}
