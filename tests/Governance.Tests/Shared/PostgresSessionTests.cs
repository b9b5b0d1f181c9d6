using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Npgsql;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Tests.Shared;

/// <summary>What sessions on PostgreSQL do about servers that restart and processes that are stopped.</summary>
public sealed class PostgresSessionTests
{
    [Fact]
    public async Task Nobody_holds_locks_for_long_who_says_nothing_any_more()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var database = new SharedStore(store);

        (await ShowAsync(database, "idle_in_transaction_session_timeout")).ShouldBe("1min");
        (await ShowAsync(database, "tcp_user_timeout")).ShouldBe("15000");
        // Of what is set in the connection string that counts.
        await using var own = new OwnStore(store.Settings, "Options=-c idle_in_transaction_session_timeout=7s;Command Timeout=77");
        (await ShowAsync(own, "idle_in_transaction_session_timeout")).ShouldBe("7s");
        (await ShowAsync(own, "jit")).ShouldBe("off");
    }

    [Fact]
    public async Task A_server_that_is_starting_is_waited_for()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var door = new Door(store, refusals: 3);
        await using var database = new OwnStore(store.Settings, $"Host=127.0.0.1;Port={door.Port}");

        (await ShowAsync(database, "jit")).ShouldBe("off");

        door.Refused.ShouldBe(3);
    }

    [Fact]
    public async Task Who_asks_after_the_writers_waits_for_them_but_not_for_long()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var database = SharedStore.Migrated(store);
        var (written, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writing = database.InTransactionAsync(async session =>
        {
            await SharedStore.AddAsync(session, "a");
            written.SetResult();
            await end.Task;
            return true;
        }, CancellationToken.None);
        await written.Task;

        var refusal = await Should.ThrowAsync<DomainException>(() => database.AwaitWritersAsync(["inbox"], CancellationToken.None));
        refusal.Code.Code.ShouldBe("APIGW.0202");
        var waiting = database.AwaitWritersAsync(["inbox"], CancellationToken.None);
        end.SetResult();
        await waiting;
        (await database.CountAsync()).ShouldBe(1);
        await writing;
    }

    private static Task<string?> ShowAsync(Database database, string setting) =>
        database.ReadAsync(session => session.ScalarAsync<string>($"SHOW {setting}"), CancellationToken.None);

    /// <summary>The same store with other settings of the connection.</summary>
    private sealed class OwnStore(IEnumerable<string> settings, string with) : Database("shared-test", Settings(settings, with))
    {
        private static IConfiguration Settings(IEnumerable<string> settings, string with)
        {
            var configuration = new ConfigurationBuilder().AddCommandLine([.. settings]).Build();
            configuration["DATABASE"] += ";Pooling=false;" + with;
            return configuration;
        }
    }

    /// <summary>In front of the server: says to the first who come that it is starting, and lets the others through.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly DnsEndPoint _server;
        private readonly CancellationTokenSource _end = new();
        private readonly int _refusals;

        public Door(TestStore store, int refusals)
        {
            var address = new NpgsqlConnectionStringBuilder(store.Settings.Last()["--DATABASE=".Length..]);
            _server = new DnsEndPoint(address.Host!, address.Port);
            _refusals = refusals;
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Refused { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Dispose();
            _end.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = Refused < _refusals ? RefuseAsync(client) : LetThroughAsync(client);
            }
        }

        private async Task RefuseAsync(TcpClient client)
        {
            Refused++;
            using var refused = client;
            var stream = client.GetStream();
            var startup = new byte[1024];
            _ = await stream.ReadAsync(startup, _end.Token);
            var fields = Encoding.ASCII.GetBytes("SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
            var length = fields.Length + 4;
            await stream.WriteAsync((byte[])[(byte)'E', 0, 0, (byte)(length >> 8), (byte)length, .. fields], _end.Token);
        }

        private async Task LetThroughAsync(TcpClient client)
        {
            using var near = client;
            using var far = new TcpClient(_server.Host, _server.Port);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), _end.Token), far.GetStream().CopyToAsync(near.GetStream(), _end.Token));
        }
    }
}
