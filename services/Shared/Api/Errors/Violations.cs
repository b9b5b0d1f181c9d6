namespace VpnMesh.Shared.Api.Errors;

/// <summary>
/// Collects everything that is wrong with a request, so that one answer names it all. The first violation decides the code; the
/// message lists the violations of that code, each beginning with its field.
/// </summary>
public sealed class Violations
{
    private readonly List<(ErrorCode Code, FieldViolation Violation, object?[] Arguments)> _found = [];

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool None => _found.Count == 0;

    /// <summary>A value breaks a rule of form: <c>VPN.0001</c>.</summary>
    /// <param name="field">JSON path of the field.</param>
    /// <param name="rule">The rule, to be read after the field: <c>must be 1 to 64 characters long</c>.</param>
    public void Add(string field, string rule) =>
        _found.Add((ErrorCatalogue.InvalidRequest, new FieldViolation(field, rule), []));

    /// <summary>A value breaks a rule that has a code of its own.</summary>
    /// <param name="code">Entry of the catalogue.</param>
    /// <param name="field">JSON path of the field.</param>
    /// <param name="arguments">What fills the places of the code's message.</param>
    public void Add(ErrorCode code, string field, params object?[] arguments) =>
        _found.Add((code, new FieldViolation(field, code.Code), arguments));

    /// <summary>Ends the request when anything is wrong.</summary>
    /// <exception cref="DomainException">There is at least one violation.</exception>
    public void ThrowIfAny()
    {
        if (None)
        {
            return;
        }
        var (code, first, arguments) = _found[0];
        if (code != ErrorCatalogue.InvalidRequest)
        {
            var single = code.With(arguments);
            throw new DomainException(code, $"{single.Message} ({first.Field})", [.. _found.Select(found => found.Violation)]);
        }
        var rules = _found.Where(found => found.Code == code).Select(found => $"{found.Violation.Field} {found.Violation.Description}");
        var message = code.With(string.Join("; ", rules)).Message;
        throw new DomainException(code, message, [.. _found.Select(found => found.Violation)]);
    }
}
