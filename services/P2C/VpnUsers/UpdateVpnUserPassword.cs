using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    private const string NewPasswordField = "new_password";

    /// <summary>Changes a password for a caller who knows the present one.</summary>
    public override async Task<UpdateVpnUserPasswordResponse> UpdateVpnUserPassword(UpdateVpnUserPasswordRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserRules.CheckGiven(("old_password", request.HasOldPassword), (NewPasswordField, request.HasNewPassword));
        // The rules of the new password come after the old one: the contract tells their faults in this order.
        await ChangePasswordAsync(
            caller, Stored(request.VpnServerId), Stored(request.UserId), request.OldPassword, request.NewPassword, context.CancellationToken);
        return new UpdateVpnUserPasswordResponse();
    }
}
