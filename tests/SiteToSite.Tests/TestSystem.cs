using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Governance;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests;

/// <summary>The site-to-cloud service and Governance in one process, reached over a Unix socket like any other part.</summary>
public sealed class TestSystem : IAsyncDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, 32)];

    // Leases are renewed by themselves, agents are marked as lost, the place where a pool is looked at next may move, and migrations are no
    // data.
    private static readonly string[] NotCompared =
    [
        "agent", "lease", "eip_pool", "SchemaVersions", "schema_versions",
        // Governance catches up with its copy of tags by itself.
        "tag_copy", "tagged_resource", "resource_tag",
        // What tests write into the store themselves is told in the background.
        "tagged_resource_change",
    ];

    /// <summary>Databases with the schema of both parts.</summary>
    internal static readonly ReusedDatabases Databases = new(MigrateAsync);

    private readonly TempFolder _folder;
    private readonly string _database;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly CallerContextSigner _signer;

    private TestSystem(TempFolder folder, WebApplication app, string database, string address)
    {
        Address = address;
        _folder = folder;
        _app = app;
        _database = database;
        var part = PartAddress.Parse(address);
        _channel = GrpcChannel.ForAddress(part.Uri, new GrpcChannelOptions { HttpHandler = part.CreateHandler() });
        _signer = app.Services.GetRequiredService<CallerContextSigner>();
    }

    /// <summary>Where its parts listen, for agents.</summary>
    public string Address { get; }

    public static string InternalKey => Convert.ToBase64String(Key);

    public static TheoryData<string> Dialects => ["sqlite", "postgres"];

    public SiteToSiteDatabase SiteToSite => _app.Services.GetRequiredService<SiteToSiteDatabase>();

    public GovernanceDatabase Governance => _app.Services.GetRequiredService<GovernanceDatabase>();

    public static async Task<TestSystem> StartAsync(string dialect, params string[] settings)
    {
        var database = dialect == "postgres" ? await Databases.BorrowAsync() : "";
        var folder = new TempFolder();
        var socket = "unix:" + Path.Combine(folder.Path, "parts.sock");
        var app = Build(folder, database, socket, settings);
        await app.StartAsync();
        return new TestSystem(folder, app, database, socket);
    }

    public static string NewProject() => Guid.CreateVersion7().ToString("N");

    public static CallerContext User(string projectId, Access? access = null) => new()
    {
        ProjectId = projectId,
        UserId = "user",
        RequestId = Guid.CreateVersion7().ToString("N"),
        Access = access ?? new Access { Everywhere = true },
    };

    public T Client<T>(Func<ChannelBase, T> create) => create(_channel);

    /// <summary>A call by this caller, with the context signed anew.</summary>
    public CallOptions As(CallerContext caller)
    {
        var context = caller.Clone();
        context.ExpiresAtMs = 0;
        return new CallOptions(new Metadata { { CallerContextSigner.Header, _signer.Sign(context) } });
    }

    public Task<int> ExecuteAsync(string sql, object? arguments = null) =>
        SiteToSite.InTransactionAsync(session => session.ExecuteAsync(sql, arguments), CancellationToken.None);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null) =>
        SiteToSite.ReadAsync(session => session.QueryAsync<T>(sql, arguments), CancellationToken.None);

    /// <summary>Waits until every event has been told, so that nothing changes by itself any more.</summary>
    public Task QuietAsync() => Eventually.Async(async () => await WaitingAsync(SiteToSite) + await WaitingAsync(Governance) == 0);

    /// <summary>Every row of both stores as text, for comparison.</summary>
    public async Task<string> DumpAsync() => await DumpAsync(SiteToSite) + await DumpAsync(Governance);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
        _folder.Dispose();
        Databases.GiveBack(_database);
    }

    private static WebApplication Build(TempFolder folder, string database, string socket, string[] settings)
    {
        var builder = PartHost.CreateBuilder(
        [
            $"--DATA={folder.Path}", $"--DATABASE={database}", $"--INTERNAL_KEY={InternalKey}",
            $"--GOVERNANCE={socket}", $"--SITE_TO_SITE={socket}", .. settings,
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.ListenInternally(PartAddress.Parse(socket));
        builder.AddGovernance();
        builder.AddSiteToSite();
        builder.AddEventBus();
        var app = builder.Build();
        app.MapGovernance();
        app.MapSiteToSite();
        return app;
    }

    // The stores are migrated before anything runs.
    private static async Task MigrateAsync(string database)
    {
        using var folder = new TempFolder();
        await Build(folder, database, "unix:" + Path.Combine(folder.Path, "parts.sock"), []).DisposeAsync();
    }

    private static Task<long> WaitingAsync(Database database) =>
        database.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM outbox"), CancellationToken.None);

    private static Task<string> DumpAsync(Database database) => database.ReadAsync(
        async session =>
        {
            var tables = await session.QueryAsync<string>(database.Dialect == Dialect.Sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name");
            var dump = new System.Text.StringBuilder();
            foreach (var table in tables.Except(NotCompared))
            {
                var rows = await session.QueryAsync<dynamic>($"SELECT * FROM {table}");
                dump.AppendLine(table);
                dump.AppendJoin(Environment.NewLine, rows.Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)).Order(StringComparer.Ordinal)).AppendLine();
            }
            return dump.ToString();
        },
        CancellationToken.None);
}

/// <summary>One system per dialect for the tests of a class, each started when first asked for.</summary>
public sealed class TestSystems : IAsyncLifetime
{
    private readonly Dictionary<string, Lazy<Task<TestSystem>>> _systems = TestSystem.Dialects.ToDictionary(
        dialect => dialect.Data, dialect => new Lazy<Task<TestSystem>>(() => TestSystem.StartAsync(dialect.Data)));

    public Task<TestSystem> this[string dialect] => _systems[dialect].Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Values.Where(system => system.IsValueCreated))
        {
            await (await system.Value).DisposeAsync();
        }
    }
}

/// <summary>How the refusals of the system are read.</summary>
public static class Refused
{
    /// <summary>The call must be refused; answers its code, HTTP status, message and the fields at fault.</summary>
    public static async Task<(string Code, string Status, string Message, string[] Fields)> Async<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await call);
        var status = refusal.GetRpcStatus();
        status.ShouldNotBeNull($"an answer without details: {refusal.Status}");
        var info = status.GetDetail<ErrorInfo>();
        info.ShouldNotBeNull();
        var fields = status.GetDetail<BadRequest>()?.FieldViolations.Select(violation => violation.Field) ?? [];
        return (info.Reason, info.Metadata["http_status"], status.Message, [.. fields]);
    }
}
