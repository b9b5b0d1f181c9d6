using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using Npgsql;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Benchmarks.Users;

/// <summary>
/// Listing, showing and creating the users of a VPN server that has 100,000 of them, and checking the password of one, against a server that
/// has 1,000. The calls alternate between the two, so that both see the same machine. The hashes of passwords are no part of it.
/// </summary>
internal static class UsersBenchmark
{
    private const double Demanded = 1.5;
    private const int Page = 200;
    private const int Calls = 150;
    private const int WarmUp = 30;

    public static async Task<int> RunAsync()
    {
        await using var system = new SeparateOnPostgres();
        system.Extra["RATE_LIMIT"] = "1000000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        using var channel = system.Channel("P2C");
        var access = new ClientAccess.ClientAccessClient(channel);
        await using var source = NpgsqlDataSource.Create(system.Databases["P2C"]);
        var few = await FilledServer.InsertAsync(system, source, 1_000);
        var many = await FilledServer.InsertAsync(system, source, 100_000);

        // A name that nobody can have costs a hash and nothing else.
        var hash = (await MedianAsync(few, few, server => AnswerAsync(system, access, server, "?"))).Few;
        var worst = 0.0;
        foreach (var (name, withoutHash, call) in new (string, double, Func<FilledServer, Task>)[]
        {
            ("first page", 0, server => PageAsync(api, server, marker: null)),
            ("later page", 0, server => PageAsync(api, server, "1970-01-01T00:00:00.500Z")),
            ("show", 0, async server => Require(await api.GetAsync($"{Path(server)}/{server.UserId}"), HttpStatusCode.OK)),
            ("check of the password", 0, server => CheckAsync(system, access, server)),
            ("create", hash, server => CreateAsync(api, server)),
        })
        {
            var (before, after) = await MedianAsync(few, many, call);
            var ratio = (after - withoutHash) / (before - withoutHash);
            worst = Math.Max(worst, ratio);
            Console.WriteLine(
                $"users: {name} in {before - withoutHash:F2} ms of 1,000, {after - withoutHash:F2} ms of 100,000: {ratio:F2} times (demanded: at most {Demanded})");
        }
        return worst <= Demanded ? 0 : 1;
    }

    private static string Path(FilledServer server) => $"/p2c-vpn-gateways/vpn-servers/{server.Id}/users";

    private static async Task PageAsync(ApiClient api, FilledServer server, string? marker)
    {
        var answer = await api.GetAsync($"{Path(server)}?limit={Page}{(marker is null ? "" : $"&marker={Uri.EscapeDataString(marker)}")}");
        Require(answer, HttpStatusCode.OK);
        if (answer.Json!["users"]!.AsArray().Count != Page)
        {
            throw new InvalidOperationException("The page does not have the users that it should.");
        }
    }

    private static async Task CreateAsync(ApiClient api, FilledServer server)
    {
        var user = new JsonObject
        {
            ["name"] = "new-" + Guid.CreateVersion7().ToString("N")[4..],
            ["password"] = FilledServer.Password,
            ["user_group_id"] = server.GroupId,
        };
        Require(await api.PostAsync(Path(server), new JsonObject { ["user"] = user }), HttpStatusCode.Created);
    }

    private static async Task CheckAsync(MeshSystem system, ClientAccess.ClientAccessClient access, FilledServer server)
    {
        if (!(await AnswerAsync(system, access, server, FilledServer.UserName)).Accepted)
        {
            throw new InvalidOperationException("The right password was refused.");
        }
    }

    private static async Task<CheckPasswordResponse> AnswerAsync(
        MeshSystem system, ClientAccess.ClientAccessClient access, FilledServer server, string name) => await access.CheckPasswordAsync(
        new CheckPasswordRequest { VpnServerId = server.Id, UserName = name, Password = FilledServer.Password },
        new Metadata { { CallerContextSigner.Header, system.Signer.Sign(CallerExtensions.OfPart("agent")) } });

    private static void Require(ApiAnswer answer, HttpStatusCode status)
    {
        if (answer.Status != status)
        {
            throw new InvalidOperationException(answer.Json?.ToJsonString());
        }
    }

    private static async Task<(double Few, double Many)> MedianAsync(FilledServer few, FilledServer many, Func<FilledServer, Task> call)
    {
        var (timesOfFew, timesOfMany) = (new List<double>(), new List<double>());
        for (var done = 0; done < WarmUp + Calls; done++)
        {
            timesOfFew.Add(await TimeAsync(call, few));
            timesOfMany.Add(await TimeAsync(call, many));
        }
        return (Median(timesOfFew), Median(timesOfMany));
    }

    private static double Median(List<double> times) => times.Skip(WarmUp).Order().ElementAt(Calls / 2);

    private static async Task<double> TimeAsync(Func<FilledServer, Task> call, FilledServer server)
    {
        var watch = Stopwatch.StartNew();
        await call(server);
        return watch.Elapsed.TotalMilliseconds;
    }
}
