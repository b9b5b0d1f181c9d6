using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>Identity in a process of its own, reached over a Unix socket, with a stand-in for the owner of gateways.</summary>
public sealed class IdentitySystem : IAsyncDisposable
{
    public const string PublicUrl = "http://vpn.example.com:8080";
    public const string Password = "Example-Passw0rd";

    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly CallerContextSigner _signer;
    private int _names;

    private IdentitySystem(TempFolder folder, WebApplication app, GrpcChannel channel, FakeTimeProvider time, string output)
    {
        _folder = folder;
        _app = app;
        _channel = channel;
        _signer = app.Services.GetRequiredService<CallerContextSigner>();
        Time = time;
        Output = output;
    }

    public static TheoryData<string> Dialects => ["sqlite", "postgres"];

    public FakeTimeProvider Time { get; }

    /// <summary>What the start printed.</summary>
    public string Output { get; }

    public string Folder => _folder.Path;

    public IPrincipals Principals => _app.Services.GetRequiredService<IPrincipals>();

    public IdentityDatabase Database => _app.Services.GetRequiredService<IdentityDatabase>();

    public Keystone.KeystoneClient Keystone => new(_channel);

    public EnterpriseProjects.EnterpriseProjectsClient EnterpriseProjects => new(_channel);

    public IdentityAdministration.IdentityAdministrationClient Administration => new(_channel);

    public ToldEvents Told => _app.Services.GetRequiredService<ToldEvents>();

    public GatewayOwnerStandIn Gateways => _app.Services.GetRequiredService<GatewayOwnerStandIn>();

    public static async Task<IdentitySystem> StartAsync(string dialect, params string[] settings) =>
        await StartAsync(new TempFolder(), dialect == "postgres" ? await PostgresServer.Shared.CreateDatabaseAsync() : "", settings);

    public static Task<IdentitySystem> StartAsync(TempFolder folder, string database, params string[] settings) =>
        StartAsync(folder, database, new StringWriter(), settings);

    public static async Task<IdentitySystem> StartAsync(TempFolder folder, string database, StringWriter output, params string[] settings)
    {
        var socket = $"unix:{folder.Path}/identity-{Guid.CreateVersion7():N}.sock";
        // Ahead of the real clock, by which gRPC measures deadlines: those that are set by this one must not be over at once.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));
        var builder = PartHost.CreateBuilder(
        [
            $"--DATA={folder.Path}", $"--DATABASE={database}", $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}",
            $"--SITE_TO_SITE={socket}", "--PASSWORD_ITERATIONS=1000", .. settings,
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(time);
        var address = PartAddress.Parse(socket);
        builder.ListenInternally(address);
        builder.AddIdentity();
        builder.Services.AddSingleton<TextWriter>(output);
        builder.Services.AddSingleton<GatewayOwnerStandIn>();
        builder.Services.AddSingleton<ToldEvents>();
        builder.AddEventObserver<EventSubscriber>();
        builder.AddEventBus();
        var app = builder.Build();
        app.MapIdentity();
        app.MapGrpcService<GatewayOwnerStandIn>();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var channel = GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = address.CreateHandler() });
        return new IdentitySystem(folder, app, channel, time, output.ToString());
    }

    public CallOptions As(CallerContext caller)
    {
        var context = caller.Clone();
        context.ExpiresAtMs = 0;
        context.PublicUrl = PublicUrl;
        return new CallOptions(new Metadata { { CallerContextSigner.Header, _signer.Sign(context) } });
    }

    public CallOptions Administrator => As(CallerExtensions.OfPart(CallerExtensions.Administrator));

    /// <summary>A caller that the edge has not authenticated.</summary>
    public CallOptions Anyone => As(new CallerContext());

    public string NewName(string what) => $"{what}-{Interlocked.Increment(ref _names)}";

    /// <summary>An account of its own, with the project of the region and an owner.</summary>
    public async Task<Account> NewAccountAsync()
    {
        var name = NewName("account");
        var domainId = (await Administration.CreateDomainAsync(new CreateDomainRequest { Name = name }, Administrator)).DomainId;
        var projectId = (await Administration.CreateProjectAsync(new CreateProjectRequest { DomainId = domainId, Name = "region-1" }, Administrator)).ProjectId;
        var account = new Account(this, domainId, name, projectId);
        return account with { Owner = await account.NewUserAsync(owner: true) };
    }

    public Task<int> ExecuteAsync(string sql, object? arguments = null) =>
        Database.InTransactionAsync(session => session.ExecuteAsync(sql, arguments), CancellationToken.None);

    public Task<T?> ScalarAsync<T>(string sql, object? arguments = null) =>
        Database.ReadAsync(session => session.ScalarAsync<T>(sql, arguments), CancellationToken.None);

    /// <summary>Every row of the store as text, for comparison.</summary>
    public Task<string> DumpAsync() => Database.ReadAsync(
        async session =>
        {
            var dump = new System.Text.StringBuilder();
            foreach (var table in new[] { "token_key", "domain", "project", "account_user", "login_failure", "access_key", "enterprise_project", "policy", "policy_grant" })
            {
                var rows = await session.QueryAsync<dynamic>($"SELECT * FROM {table}");
                dump.AppendLine(table);
                dump.AppendJoin('\n', rows.Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)).Order(StringComparer.Ordinal));
            }
            return dump.ToString();
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    /// <summary>Ends the process and keeps the store.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
    }
}

/// <summary>An account made for one test.</summary>
public sealed record Account(IdentitySystem System, string DomainId, string Name, string ProjectId)
{
    public TestUser Owner { get; init; } = null!;

    public async Task<TestUser> NewUserAsync(bool owner = false, string? name = null)
    {
        name ??= System.NewName("user");
        var request = new CreateUserRequest { DomainId = DomainId, Name = name, Password = IdentitySystem.Password, AccountOwner = owner };
        return new TestUser(this, (await System.Administration.CreateUserAsync(request, System.Administrator)).UserId, name, owner);
    }

    public async Task<string> NewProjectAsync(string name) =>
        (await System.Administration.CreateProjectAsync(new CreateProjectRequest { DomainId = DomainId, Name = name }, System.Administrator)).ProjectId;

    public async Task<string> NewEnterpriseProjectAsync(string name) =>
        (await System.Administration.CreateEnterpriseProjectAsync(
            new CreateEnterpriseProjectRequest { DomainId = DomainId, Name = name, Description = $"about {name}" }, System.Administrator)).EnterpriseProjectId;

    public async Task<string> NewPolicyAsync(string document) =>
        (await System.Administration.CreatePolicyAsync(
            new CreatePolicyRequest { DomainId = DomainId, Name = System.NewName("policy"), Document = document }, System.Administrator)).PolicyId;
}

/// <summary>A user made for one test.</summary>
public sealed record TestUser(Account Account, string Id, string Name, bool Owner)
{
    public Principal Principal => new(Id, Name, Account.DomainId, Account.Name, Owner);

    /// <summary>What a call of this user is made with, as the edge would attach it.</summary>
    public CallOptions Call => Account.System.As(new CallerContext
    {
        DomainId = Account.DomainId,
        DomainName = Account.Name,
        UserId = Id,
        UserName = Name,
        AccountOwner = Owner,
        RequestId = "request",
    });

    /// <summary>What a call of this user is made with when the edge has found that it may use the operation.</summary>
    public CallOptions Granted => Account.System.As(new CallerContext
    {
        DomainId = Account.DomainId,
        DomainName = Account.Name,
        UserId = Id,
        UserName = Name,
        AccountOwner = Owner,
        Access = new Access { Everywhere = true },
    });

    public async Task GrantAsync(string policy, string projectId = "", string enterpriseProjectId = "") =>
        await Account.System.Administration.GrantPolicyAsync(
            new GrantPolicyRequest { UserId = Id, Policy = policy, ProjectId = projectId, EnterpriseProjectId = enterpriseProjectId },
            Account.System.Administrator);

    public CreateTokenRequest PasswordRequest(AuthScope? scope = null, string password = IdentitySystem.Password) => new()
    {
        Auth = new Auth
        {
            Identity = new AuthIdentity
            {
                Methods = { "password" },
                Password = new PasswordMethod
                {
                    User = new PasswordUser { Name = Name, Password = password, Domain = new DomainSelector { Name = Account.Name } },
                },
            },
            Scope = scope,
        },
    };

    public async Task<TokenResponse> LogInAsync(AuthScope? scope = null) =>
        await Account.System.Keystone.KeystoneCreateUserTokenByPasswordAsync(PasswordRequest(scope), Account.System.Anyone);
}

/// <summary>One system per dialect for the tests of a class, each started when first asked for.</summary>
public sealed class IdentitySystems : IAsyncLifetime
{
    private readonly Dictionary<string, Lazy<Task<IdentitySystem>>> _systems = IdentitySystem.Dialects.ToDictionary(
        dialect => dialect.Data, dialect => new Lazy<Task<IdentitySystem>>(() => IdentitySystem.StartAsync(dialect.Data)));

    public Task<IdentitySystem> this[string dialect] => _systems[dialect].Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Values.Where(system => system.IsValueCreated))
        {
            await (await system.Value).DisposeAsync();
        }
    }
}

/// <summary>How the refusals of Identity are read.</summary>
internal static class Refusal
{
    /// <summary>The call must be refused; answers its code, HTTP status, message and the first field at fault.</summary>
    public static async Task<(string Code, string Status, string Message, string? Field)> OfAsync<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await call);
        var status = refusal.GetRpcStatus();
        status.ShouldNotBeNull($"an answer without details: {refusal.Status}");
        var info = status.GetDetail<ErrorInfo>();
        info.ShouldNotBeNull();
        return (info.Reason, info.Metadata["http_status"], status.Message, status.GetDetail<BadRequest>()?.FieldViolations[0].Field);
    }
}
