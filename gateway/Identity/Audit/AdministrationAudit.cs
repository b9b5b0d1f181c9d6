using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Audit;

/// <summary>Records the calls that parts make of the administration over gRPC. Those of users come through the edge, which records them.</summary>
internal sealed class AdministrationAudit(IAuditTrail trail) : Interceptor
{
    private static readonly ServiceDescriptor Administration =
        AdministrationReflection.Descriptor.Services.Single(service => service.Name == nameof(IdentityAdministration));

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var caller = context.Caller();
        if (caller.Part.Length == 0)
        {
            return await continuation(request, context);
        }
        var rpc = Administration.FindMethodByName(context.Method[(context.Method.LastIndexOf('/') + 1)..]);
        var call = new Call(rpc, (IMessage)request, caller, context);
        if (!call.IsRead)
        {
            await trail.RequireAsync();
        }
        try
        {
            var answer = await continuation(request, context);
            await RecordAsync(call, call.SuccessStatus, errorCode: "");
            return answer;
        }
        catch (DomainException refusal)
        {
            await RecordAsync(call, refusal.Code.Status, refusal.Code.Code);
            throw;
        }
        catch (Exception)
        {
            await RecordAsync(call, ErrorCatalogue.IamServerError.Status, ErrorCatalogue.IamServerError.Code);
            throw;
        }
    }

    private Task RecordAsync(Call call, int status, string errorCode) => AuditOutcome.IsRecorded(call.IsRead, status)
        ? trail.RecordAsync(call.ToRecord(status, errorCode), projectId: "", call.Caller.RequestId)
        : Task.CompletedTask;

    /// <summary>A call, as far as a record tells of it.</summary>
    private sealed class Call(MethodDescriptor rpc, IMessage request, CallerContext caller, ServerCallContext context)
    {
        private readonly HttpRule _path = rpc.GetOptions()?.GetExtension(AnnotationsExtensions.Http) ?? new HttpRule();
        private readonly Operation _options = rpc.GetOptions()?.GetExtension(OptionsExtensions.Operation) ?? new Operation();

        public CallerContext Caller => caller;

        public bool IsRead => _options.Reads || _path.PatternCase == HttpRule.PatternOneofCase.Get;

        public int SuccessStatus => _options.SuccessStatus == 0 ? 200 : _options.SuccessStatus;

        public AuditRecorded ToRecord(int status, string errorCode) => new()
        {
            Part = caller.Part,
            Credential = "part",
            Address = context.Peer,
            Operation = rpc.Name,
            Action = _options.Action,
            ResourceType = _options.Action.Split(':') is [_, var type, _] ? type : "",
            ResourceId = ResourceId(),
            Method = context.Method,
            Path = context.Method,
            Outcome = AuditOutcome.Of(status),
            Status = status,
            ErrorCode = errorCode,
        };

        // The field that is in the path, or the user that keys and assignments belong to.
        private string ResourceId()
        {
            var path = _path.Put + _path.Delete + _path.Post + _path.Get;
            var (start, end) = (path.LastIndexOf('{'), path.LastIndexOf('}'));
            var field = request.Descriptor.FindFieldByName(start < 0 ? "user_id" : path[(start + 1)..end]);
            return field?.Accessor.GetValue(request) as string ?? "";
        }
    }
}
