using Grpc.Core;
using Grpc.Net.Client;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Contract.Tests.Access;

/// <summary>Users of the account, one for each <see cref="Caller"/>, who are granted what they have anew in the project of each operation.</summary>
internal sealed class Callers : IDisposable
{
    private const string DefaultEnterpriseProject = "0";
    private readonly MeshSystem _system;
    private readonly Func<CallOptions> _administrator;
    private readonly GrpcChannel _channel;
    private readonly IdentityAdministration.IdentityAdministrationClient _identity;
    private readonly Dictionary<Caller, (string UserId, AccountKeys Keys)> _users = [];
    private string _domain = "";
    private string _elsewhere = "";
    private string _revokedToken = "";

    private Callers(MeshSystem system, Func<CallOptions> administrator)
    {
        (_system, _administrator) = (system, administrator);
        _channel = system.Channel("IDENTITY");
        _identity = new(_channel);
    }

    public static async Task<Callers> CreateAsync(MeshSystem system, Func<CallOptions> administrator)
    {
        var callers = new Callers(system, administrator);
        await callers.CreateAsync();
        return callers;
    }

    /// <summary>Gives each caller what he is named after.</summary>
    public async Task GrantAsync(string project, string operation)
    {
        var action = Permission.Of(operation).Action;
        var alone = await PolicyAsync(operation + " alone", $$"""{"Effect": "Allow", "Action": ["{{action}}"]}""");
        var exact = await PolicyAsync(operation, $$"""
            {"Effect": "Allow", "Action": ["{{action}}"]},
            {"Effect": "Allow", "Action": ["vpc:*:*", "er:*:*", "ces:*:*", "lts:*:*"]}
            """);
        var everyOther = await PolicyAsync("all but " + operation, $$"""{"Effect": "Allow", "NotAction": ["{{action}}"]}""");
        await GrantAsync(Caller.Exact, exact, project);
        await GrantAsync(Caller.ActionAlone, alone, project);
        await GrantAsync(Caller.EveryOther, everyOther, project);
        await GrantAsync(Caller.Elsewhere, exact, enterpriseProject: _elsewhere);
        await GrantAsync(Caller.InItsEnterpriseProject, exact, enterpriseProject: DefaultEnterpriseProject);
        await GrantAsync(Caller.ReadOnly, "VPN ReadOnlyAccess", project);
        await GrantAsync(Caller.Full, "VPN FullAccess", project);
    }

    /// <summary>Calls as somebody, in a project.</summary>
    public ApiClient Client(Caller caller, string project) => new(_system, _users[caller].Keys, project);

    /// <summary>What of a request is another's than he signs it; nothing for whoever signs it with a good key.</summary>
    public void Tamper(Caller caller, HttpRequestMessage request)
    {
        if (caller == Caller.RevokedToken)
        {
            request.Headers.Remove("Authorization");
            request.Headers.Add("X-Auth-Token", _revokedToken);
        }
    }

    public void Dispose() => _channel.Dispose();

    private async Task CreateAsync()
    {
        using var owner = new ApiClient(_system, _system.Admin);
        _domain = (await owner.GetAsync("/v3/auth/domains")).Json!["domains"]![0]!["id"]!.ToString();
        _elsewhere = (await _identity.CreateEnterpriseProjectAsync(new() { DomainId = _domain, Name = "elsewhere" }, _administrator())).EnterpriseProjectId;
        foreach (var caller in Enum.GetValues<Caller>())
        {
            _users[caller] = await UserAsync(caller);
        }
        // What is of the account is granted there, beside VPN FullAccess as beside anything else.
        var ofTheAccount = await PolicyAsync("of the account", """{"Effect": "Allow", "Action": ["scm:cert:*", "iam:identityProviders:*"]}""");
        await GrantAsync(Caller.Exact, ofTheAccount);
        await GrantAsync(Caller.Full, ofTheAccount);
        await GrantAsync(Caller.DisabledKey, "VPN FullAccess");
        await _identity.DisableAccessKeyAsync(new() { AccessKey = _users[Caller.DisabledKey].Keys.AccessKey }, _administrator());
        await RevokeAsync();
    }

    private async Task<(string UserId, AccountKeys Keys)> UserAsync(Caller caller)
    {
        var keys = AccountKeys.Generate();
        var user = await _identity.CreateUserAsync(new() { DomainId = _domain, Name = $"{caller}", Password = keys.Password }, _administrator());
        var made = await _identity.CreateAccessKeyAsync(new() { UserId = user.UserId }, _administrator());
        return (user.UserId, keys with { AccessKey = made.AccessKey, SecretKey = made.SecretKey });
    }

    /// <summary>A token that was good until its user's permissions changed.</summary>
    private async Task RevokeAsync()
    {
        var (userId, keys) = _users[Caller.RevokedToken];
        await GrantAsync(Caller.RevokedToken, "VPN ReadOnlyAccess");
        _revokedToken = await Administration.TokenAsync(_system, _system.Admin.ProjectId, userId, keys.Password);
        await GrantAsync(Caller.RevokedToken, "VPN FullAccess");
    }

    private async Task<string> PolicyAsync(string name, string statements)
    {
        var document = $$"""{"Version": "1.1", "Statement": [{{statements}}]}""";
        return (await _identity.CreatePolicyAsync(new() { DomainId = _domain, Name = name, Document = document }, _administrator())).PolicyId;
    }

    private async Task GrantAsync(Caller caller, string policy, string project = "", string enterpriseProject = "") =>
        await _identity.GrantPolicyAsync(
            new() { UserId = _users[caller].UserId, Policy = policy, ProjectId = project, EnterpriseProjectId = enterpriseProject }, _administrator());
}
