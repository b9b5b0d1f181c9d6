using VpnMesh.Identity;
using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>Two accounts with a project each (the first has two), kept in memory.</summary>
internal sealed class KnownPrincipals : IPrincipals
{
    public const string AccessKey = "AKEXAMPLE";
    public const string SecretKey = "example-secret-key-not-for-use-0123456789";
    public const string ProjectId = "0f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5";
    public const string SecondProjectId = "1f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5";
    public const string ForeignProjectId = "2f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5";
    public const string ProjectToken = "token-of-the-project";
    public const string SecondProjectToken = "token-of-the-second-project";
    public const string AccountToken = "token-of-the-account";
    public const string ExpiredToken = "token-that-expired";
    public const string TemporaryKey = "AKTEMPORARY";
    public const string SecurityToken = "security-token";
    public const string LockedKey = "AKLOCKED";
    public const string UserToken = "token-of-a-user-with-grants";

    private static readonly Principal s_owner = new("user-1", "admin", "domain-1", "account-1", AccountOwner: true);
    private static readonly Principal s_user = new("user-2", "ops", "domain-1", "account-1", AccountOwner: false);

    public Dictionary<string, Access> Grants { get; } = [];

    public List<(string AccessKey, bool Valid)> Reports { get; } = [];

    public ValueTask<AccessKeyLookup> FindAccessKeyAsync(string accessKey, CancellationToken cancellationToken) => new(accessKey switch
    {
        AccessKey => new AccessKeyLookup.Found(SecretKey, s_owner),
        TemporaryKey => new AccessKeyLookup.Found(SecretKey, s_owner, SecurityToken),
        LockedKey => new AccessKeyLookup.Locked(),
        _ => new AccessKeyLookup.Unknown(),
    });

    public ValueTask ReportSignatureAsync(string accessKey, bool valid, CancellationToken cancellationToken)
    {
        lock (Reports)
        {
            Reports.Add((accessKey, valid));
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask<TokenLookup> FindTokenAsync(string token, CancellationToken cancellationToken) => new(token switch
    {
        ProjectToken => new TokenLookup.Found(s_owner, ProjectId),
        SecondProjectToken => new TokenLookup.Found(s_owner, SecondProjectId),
        AccountToken => new TokenLookup.Found(s_owner, null),
        UserToken => new TokenLookup.Found(s_user, ProjectId),
        ExpiredToken => new TokenLookup.Expired(new DateTimeOffset(2026, 1, 15, 8, 30, 0, TimeSpan.Zero)),
        _ when token.StartsWith("long-", StringComparison.Ordinal) => new TokenLookup.Found(s_owner, ProjectId),
        _ => new TokenLookup.Invalid(),
    });

    public ValueTask<Project?> FindProjectAsync(string projectId, CancellationToken cancellationToken) => new(projectId switch
    {
        ProjectId => new Project(ProjectId, "region-1", "domain-1", Enabled: true),
        SecondProjectId => new Project(SecondProjectId, "region-2", "domain-1", Enabled: true),
        ForeignProjectId => new Project(ForeignProjectId, "region-1", "domain-2", Enabled: true),
        _ => null,
    });

    public ValueTask<IReadOnlyList<Project>> ListProjectsAsync(string domainId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Access> AuthorizeAsync(
        Principal principal, string projectId, string action, bool enterpriseProject, CancellationToken cancellationToken) =>
        new(principal.AccountOwner ? new Access { Everywhere = true } : Grants.GetValueOrDefault(action) ?? new Access());
}
