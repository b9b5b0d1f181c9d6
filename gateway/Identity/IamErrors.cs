using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity;

/// <summary>Refusals of the identity service: the documented text, then the field and the rule it breaks.</summary>
internal static class IamErrors
{
    /// <summary><c>IAM.0007</c>: a parameter breaks a rule.</summary>
    public static DomainException Invalid(string field, string rule) => Explain(ErrorCatalogue.IamInvalidParameter, field, rule, field);

    /// <summary><c>IAM.0011</c>: a member of the body breaks a rule of form.</summary>
    public static DomainException MalformedBody(string field, string rule) => Explain(ErrorCatalogue.IamInvalidBody, field, rule);

    /// <summary><c>IAM.0072</c>: a member of the body is missing.</summary>
    public static DomainException Missing(string field) => ErrorCatalogue.IamMissingProperty.For(field, field);

    private static DomainException Explain(ErrorCode code, string field, string rule, params object?[] arguments)
    {
        var message = code.With(arguments).Message;
        return new DomainException(code, $"{message} {field} {rule}.", [new FieldViolation(field, rule)]);
    }
}
