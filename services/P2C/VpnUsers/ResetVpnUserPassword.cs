using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Sets a password for a caller who need not know the present one.</summary>
    public override async Task<ResetVpnUserPasswordResponse> ResetVpnUserPassword(ResetVpnUserPasswordRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserRules.CheckGiven((NewPasswordField, request.HasNewPassword));
        if (PasswordRules.FormFault(request.NewPassword) is { } fault)
        {
            throw fault.For(NewPasswordField);
        }
        await ChangePasswordAsync(
            caller, Stored(request.VpnServerId), Stored(request.UserId), oldPassword: null, request.NewPassword, context.CancellationToken);
        return new ResetVpnUserPasswordResponse();
    }
}
