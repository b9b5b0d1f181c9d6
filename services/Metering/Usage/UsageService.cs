using Grpc.Core;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Metering.Usage;

/// <summary>What billing asks; each rpc is in a file of its name.</summary>
internal sealed partial class UsageService(MeteringDatabase database, UsagePages pages) : Protos.Metering.V1.Usage.UsageBase
{
    private const string Billing = "billing";

    private static void Admit(ServerCallContext context)
    {
        var caller = context.Caller();
        if (caller.Part != Billing)
        {
            caller.RequirePart(CallerExtensions.Administrator);
        }
    }
}
