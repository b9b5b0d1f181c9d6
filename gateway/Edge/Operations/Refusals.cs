using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Operations;

/// <summary>What the edge itself answers when it refuses a call, in the codes of the service that was called (auth.md, section 8).</summary>
internal abstract class Refusals
{
    public static readonly Refusals Vpn = new VpnRefusals();
    public static readonly Refusals Iam = new IamRefusals();

    public static Refusals Of(ErrorDomain domain) => domain == ErrorDomain.Iam ? Iam : Vpn;

    /// <summary>The body is malformed, or a field of it has another type than documented.</summary>
    public abstract DomainException InvalidBody(Fault fault);

    /// <summary>A parameter of path, query or headers is malformed.</summary>
    public abstract DomainException InvalidParameter(Fault fault);

    /// <summary>There are no credentials, or a signature that does not count.</summary>
    public abstract DomainException NotAuthenticated(string reason);

    public abstract DomainException TokenInvalid();

    public abstract DomainException TokenExpired(string expiresAt);

    public abstract DomainException Forbidden(string reason);

    public abstract DomainException TooManyCalls(int calls, int seconds);

    public abstract DomainException ServerError();

    private sealed class VpnRefusals : Refusals
    {
        public override DomainException InvalidBody(Fault fault) => ErrorCatalogue.InvalidRequest.For(fault.Path, fault.Message);

        public override DomainException InvalidParameter(Fault fault) => ErrorCatalogue.InvalidRequest.For(fault.Path, fault.Message);

        public override DomainException NotAuthenticated(string reason) => ErrorCatalogue.NotAuthenticated.With(reason);

        public override DomainException TokenInvalid() => ErrorCatalogue.NotAuthenticated.With("decrypt token fail");

        public override DomainException TokenExpired(string expiresAt) =>
            ErrorCatalogue.NotAuthenticated.With($"token expires, expires_at: {expiresAt}");

        public override DomainException Forbidden(string reason) => ErrorCatalogue.AccessDenied.With(reason);

        public override DomainException TooManyCalls(int calls, int seconds) => ErrorCatalogue.TooManyCalls.With(calls, seconds);

        public override DomainException ServerError() => ErrorCatalogue.ServerError.With("the failure is logged under the id of the request");
    }

    private sealed class IamRefusals : Refusals
    {
        public override DomainException InvalidBody(Fault fault) => ErrorCatalogue.IamInvalidBody.With();

        public override DomainException InvalidParameter(Fault fault) => ErrorCatalogue.IamInvalidParameter.With(fault.Path);

        public override DomainException NotAuthenticated(string reason) => ErrorCatalogue.IamNotAuthenticated.With();

        public override DomainException TokenInvalid() => ErrorCatalogue.IamTokenInvalid.With();

        public override DomainException TokenExpired(string expiresAt) => ErrorCatalogue.IamTokenExpired.With();

        public override DomainException Forbidden(string reason) => ErrorCatalogue.IamForbidden.With();

        public override DomainException TooManyCalls(int calls, int seconds) => ErrorCatalogue.IamTooManyCalls.With(calls, seconds);

        public override DomainException ServerError() => ErrorCatalogue.IamServerError.With();
    }
}
