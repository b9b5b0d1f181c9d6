using System.Globalization;

namespace VpnMesh.Identity.Policies;

/// <summary>What conditions are decided on: who calls, in which project, which service, when.</summary>
internal sealed class ConditionContext(Principal principal, string? projectName, string action, DateTimeOffset now)
{
    /// <summary>The value of a key.</summary>
    /// <param name="key">Such as <c>g:UserName</c>; compared exactly.</param>
    /// <param name="value">Null when the key is known, but the call has no value for it.</param>
    /// <returns>Whether the key is one of those of auth.md, section 6.</returns>
    public bool TryGet(string key, out string? value)
    {
        (var known, value) = key switch
        {
            "g:UserName" => (true, principal.UserName),
            "g:UserId" => (true, principal.UserId),
            "g:DomainName" => (true, principal.DomainName),
            "g:ProjectName" => (true, projectName),
            "g:ServiceName" => (true, action.Split(':')[0]),
            "g:CurrentTime" => (true, now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            // Nobody logs in with a second factor here.
            "g:MFAPresent" => (true, "false"),
            "g:MFAAge" => (true, null),
            _ => (false, default(string?)),
        };
        return known;
    }
}
