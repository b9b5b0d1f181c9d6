using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Pipeline;

/// <summary>An error as it is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Code to branch on.</param>
/// <param name="Message">Text for people.</param>
/// <param name="RetryAfter">When trying again makes sense; null when nobody knows.</param>
internal readonly record struct Refused(int Status, string Code, string Message, TimeSpan? RetryAfter)
{
    public static Refused Of(DomainException refusal) => new(refusal.Code.Status, refusal.Code.Code, refusal.Message, refusal.RetryAfter);
}
