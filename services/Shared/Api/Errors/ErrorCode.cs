using System.Globalization;
using System.Text;

namespace VpnMesh.Shared.Api.Errors;

/// <summary>An entry of the error catalogue.</summary>
/// <param name="Code">Code to branch on, such as <c>VPN.0001</c>.</param>
/// <param name="Status">HTTP status that belongs to the code.</param>
/// <param name="Message">English text; each <c>{0}</c>-style place is filled in when the error is raised.</param>
public sealed record ErrorCode(string Code, int Status, string Message)
{
    private readonly CompositeFormat _format = CompositeFormat.Parse(Message);

    /// <summary>An exception that answers with this error.</summary>
    /// <param name="arguments">What fills the places of <see cref="Message"/>; never a secret.</param>
    public DomainException With(params object?[] arguments) =>
        new(this, string.Format(CultureInfo.InvariantCulture, _format, arguments), []);

    /// <summary>As <see cref="With"/>, naming the field of the request that the error is about.</summary>
    /// <param name="field">JSON path of the field, such as <c>vpn_gateway.eip1.id</c>.</param>
    /// <param name="arguments">What fills the places of <see cref="Message"/>; never a secret.</param>
    public DomainException For(string field, params object?[] arguments)
    {
        var message = string.Format(CultureInfo.InvariantCulture, _format, arguments);
        return new DomainException(this, message, [new FieldViolation(field, message)]);
    }
}

/// <summary>A field of a request and the rule it breaks.</summary>
/// <param name="Field">JSON path of the field.</param>
/// <param name="Description">The rule, in English.</param>
public sealed record FieldViolation(string Field, string Description);

/// <summary>A refusal that the caller is told about: nothing was changed.</summary>
/// <param name="code">Entry of the catalogue.</param>
/// <param name="message">Text for people, without secrets.</param>
/// <param name="violations">Fields at fault, if any.</param>
public sealed class DomainException(ErrorCode code, string message, IReadOnlyList<FieldViolation> violations) : Exception(message)
{
    /// <summary>Entry of the catalogue.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>Fields at fault; empty when the error is not about a field.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; } = violations;

    /// <summary>When trying again makes sense; null when nobody knows.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The same refusal, of a kind that is over by itself.</summary>
    /// <param name="wait">When trying again makes sense.</param>
    public DomainException RetryIn(TimeSpan wait) => new(Code, Message, Violations) { RetryAfter = wait };
}
