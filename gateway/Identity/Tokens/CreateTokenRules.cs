using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Tokens;

/// <summary>Form of the body of KeystoneCreateUserTokenByPassword.</summary>
internal static class CreateTokenRules
{
    public const string Password = "password";
    public const string Token = "token";

    /// <exception cref="DomainException"><c>IAM.0072</c> for what is missing, <c>IAM.0011</c> for what is malformed.</exception>
    public static void Check(CreateTokenRequest request)
    {
        Require(request.Auth, "auth");
        var identity = Require(request.Auth.Identity, "auth.identity");
        switch (identity.Methods)
        {
            case []:
                throw IamErrors.Missing("auth.identity.methods");
            case [Password]:
                CheckPassword(identity.Password);
                break;
            case [Token]:
                CheckText(Require(identity.Token, "auth.identity.token").HasId, identity.Token.Id, "auth.identity.token.id");
                break;
            default:
                throw IamErrors.MalformedBody("auth.identity.methods", "must be [\"password\"] or [\"token\"]");
        }
        CheckScope(request.Auth.Scope);
    }

    private static void CheckPassword(PasswordMethod? method)
    {
        const string Path = "auth.identity.password";
        Require(method, Path);
        var user = Require(method!.User, $"{Path}.user");
        CheckText(user.HasPassword, user.Password, $"{Path}.user.password");
        CheckIdOrName(user.HasId, user.Id, user.HasName, user.Name, $"{Path}.user");
        if (!user.HasId)
        {
            CheckDomain(Require(user.Domain, $"{Path}.user.domain"), $"{Path}.user.domain");
        }
    }

    private static void CheckScope(AuthScope? scope)
    {
        if (scope?.Project is { } project)
        {
            CheckIdOrName(project.HasId, project.Id, project.HasName, project.Name, "auth.scope.project");
            if (!project.HasId && project.Domain is { } domain)
            {
                CheckDomain(domain, "auth.scope.project.domain");
            }
            return;
        }
        if (scope?.Domain is { } account)
        {
            CheckDomain(account, "auth.scope.domain");
        }
    }

    private static void CheckDomain(DomainSelector domain, string path) =>
        CheckIdOrName(domain.HasId, domain.Id, domain.HasName, domain.Name, path);

    private static void CheckIdOrName(bool hasId, string id, bool hasName, string name, string path)
    {
        if (!hasId && !hasName)
        {
            throw IamErrors.Missing($"{path}.name");
        }
        RefuseEmpty(hasId, id, $"{path}.id");
        RefuseEmpty(hasName, name, $"{path}.name");
    }

    private static void CheckText(bool given, string text, string path)
    {
        if (!given)
        {
            throw IamErrors.Missing(path);
        }
        RefuseEmpty(given, text, path);
    }

    private static void RefuseEmpty(bool given, string text, string path)
    {
        if (given && text.Length == 0)
        {
            throw IamErrors.MalformedBody(path, "must not be empty");
        }
    }

    private static T Require<T>(T? value, string path)
        where T : class => value ?? throw IamErrors.Missing(path);
}
