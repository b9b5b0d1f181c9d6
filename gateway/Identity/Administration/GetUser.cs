using Grpc.Core;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<GetUserResponse> GetUser(GetUserRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) => new GetUserResponse { User = View(await RequireUserAsync(session, reach, request.UserId)) });
}
