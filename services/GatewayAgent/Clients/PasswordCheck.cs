using Grpc.Core;
using VpnMesh.GatewayAgent.Link;
using VpnMesh.Protos.P2C.V1;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>Asks the point-to-cloud service.</summary>
internal sealed class PasswordCheck(PartLink link, ILogger<PasswordCheck> logger) : IPasswordCheck
{
    /// <inheritdoc />
    public async Task<bool> IsAcceptedAsync(string serverId, string userName, string password)
    {
        try
        {
            var request = new CheckPasswordRequest { VpnServerId = serverId, UserName = userName, Password = password };
            var answer = await new ClientAccess.ClientAccessClient(link.Channel).CheckPasswordAsync(request, link.As(CancellationToken.None));
            return answer.Accepted;
        }
        catch (RpcException exception)
        {
            logger.LogWarning("A client of server {ServerId} was refused, as its password could not be checked: {Reason}", serverId, exception.Status.StatusCode);
            return false;
        }
    }
}
