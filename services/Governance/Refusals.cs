using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance;

/// <summary>Refusals whose message ends with the field they are about, so that a caller of the REST API finds it.</summary>
internal static class Refusals
{
    /// <summary>The error about a field: its JSON path, then what fills the places of the code's message.</summary>
    public static DomainException At(this ErrorCode code, string field, params object?[] arguments)
    {
        var message = $"{code.With(arguments).Message} ({field})";
        return new DomainException(code, message, [new FieldViolation(field, message)]);
    }

    /// <summary><c>VPN.0001</c>: a field and the rule it breaks, to be read after the field.</summary>
    public static DomainException Invalid(string field, string rule) =>
        ErrorCatalogue.InvalidRequest.For(field, $"{field} {rule}");
}
