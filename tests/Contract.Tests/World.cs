using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VpnMesh.Contract.Tests.Access;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.TestKit;

namespace VpnMesh.Contract.Tests;

/// <summary>
/// A project with what the data of an operation name by placeholders, made when first named:
/// <list type="bullet">
/// <item><c>${vpc}</c>, <c>${subnet}</c>, <c>${eip}</c> and others: what an administrator registers, see <see cref="Inventory"/>;</item>
/// <item><c>${one CreateVgw vpc}</c>: the id of a resource made by the sample <c>vpc</c> of CreateVgw, the same one each time, and at rest;
/// <c>new</c> a new one each time, <c>spare</c> a new one after each request that succeeded, <c>frozen</c> one whose gateway is
/// frozen (<c>deletable</c>: but can be deleted), <c>unsettled</c> one that may still be pending, <c>bare</c> a spare gateway
/// whose EIPs an administrator has taken away;
/// <c>${one CreateVgw vpc: eip1.id}</c> a field of it, <c>path.</c> or <c>header.</c> before it: of the request that made it;</item>
/// <item><c>${listed ListDevices any: devices[].vendor}</c>: a field of what an operation answers, anew after each request that
/// succeeded;</item>
/// <item><c>${uuid}</c>, <c>${n}</c>, <c>${host}</c> (an address of the subnets): never seen before; <c>${pem sm2}</c>: a certificate, <c>${ca}</c>: a
/// new one of a CA of clients; <c>${another project}</c>.</item>
/// </list>
/// </summary>
internal sealed partial class World(ContractRun run, ApiClient api, Callers callers, string anotherProject) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Inventory _inventory = new(run, api.Project);
    private readonly Dictionary<string, Lazy<Task<string>>> _kept = [];
    private readonly Dictionary<string, (JsonObject Request, string Path)> _made = [];

    public string Project => api.Project;

    /// <summary>A copy with every placeholder replaced.</summary>
    public async Task<JsonNode?> ResolveAsync(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var copy = new JsonObject();
                foreach (var (name, value) in members)
                {
                    copy[name] = await ResolveAsync(value);
                }
                return copy;
            case JsonArray elements:
                var list = new JsonArray();
                foreach (var element in elements)
                {
                    list.Add(await ResolveAsync(element));
                }
                return list;
            case JsonValue value when value.TryGetValue<string>(out var text):
                return await ResolveAsync(text);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>Sends a request whose placeholders are replaced, as the owner of the account or as another caller.</summary>
    public async Task<ApiAnswer> SendAsync(ContractOperation operation, JsonObject request, Caller? by = null)
    {
        using var caller = by is { } other ? callers.Client(other, api.Project) : null;
        var path = Placeholder().Replace(operation.Path, match => request["path"]![match.Groups[1].Value]?.ToString() ?? api.Project);
        var query = request["query"]!.AsObject().SelectMany(parameter => parameter.Value is JsonArray values
            ? values.Select(value => Pair(parameter.Key, value))
            : [Pair(parameter.Key, parameter.Value)]).ToArray();
        var target = query.Length == 0 ? path : $"{path}?{string.Join('&', query)}";
        return await (caller ?? api).SendAsync(new HttpMethod(operation.Method), target, request["body"]?.ToJsonString(), message =>
        {
            if (by is { } somebody)
            {
                callers.Tamper(somebody, message);
            }
            foreach (var (name, value) in request["header"]!.AsObject())
            {
                message.Headers.TryAddWithoutValidation(name, value?.ToString());
            }
        });
    }

    public Task<ApiAnswer> ReadAsync(string path) => api.GetAsync(path);

    /// <summary>Reads until the resource is at rest; answers it.</summary>
    public async Task<JsonNode?> SettledAsync(string path, IReadOnlyList<string>? statuses)
    {
        ApiAnswer? answer = null;
        await Eventually.Async(async () =>
        {
            answer = await api.GetAsync(path);
            return answer.Status != HttpStatusCode.OK || statuses is null || Resource(answer.Json)?["status"] is not { } status || statuses.Contains(status.ToString());
        }, Patience);
        run.Know(Resource(answer!.Json));
        return answer.Json;
    }

    /// <summary>Deletes what was created, once it is at rest, and waits until it is gone.</summary>
    public async Task DeleteAsync(string path, IReadOnlyList<string>? statuses)
    {
        await SettledAsync(path, statuses);
        await api.DeleteAsync(path);
        // An access policy that is gone is a bad request (VPN.1401), anything else is not found.
        await Eventually.Async(async () => (await api.GetAsync(path)).Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, Patience);
    }

    /// <summary>A path whose variables are those of a request.</summary>
    public static string Filled(string path, JsonObject request) =>
        Placeholder().Replace(path, match => Uri.EscapeDataString(request["path"]![match.Groups[1].Value]?.ToString() ?? ""));

    /// <summary>The resource in an answer: its first member that is an object; in a list, the first.</summary>
    public static JsonNode? Resource(JsonNode? answer) => (answer as JsonObject)?.Where(member => member.Key != "page_info")
        .Select(member => member.Value is JsonArray { Count: > 0 } list ? list[0] : member.Value).FirstOrDefault(value => value is JsonObject);

    /// <summary>What was spare is used: the next request gets another. What was listed may be listed no more.</summary>
    public void UseSpares()
    {
        foreach (var name in _kept.Keys.Where(name => name.Split(' ')[0] is "spare" or "bare" or "listed").ToArray())
        {
            _kept.Remove(name);
        }
    }

    /// <summary>
    /// Sets what an administrator can set: <c>quota</c> (type to number, or null for none) and <c>eip_type</c> (a type that is sold out, or
    /// not offered).
    /// </summary>
    public async Task GivenAsync(JsonObject given)
    {
        foreach (var (type, quota) in given["quota"]?.AsObject() ?? [])
        {
            await _inventory.SetQuotaAsync(type, quota?.GetValue<long>());
        }
        if (given["eip_type"] is { } eipType)
        {
            await run.SetEipTypeAsync(eipType["type"]!.ToString(), eipType["offered"]?.GetValue<bool>() ?? true, eipType["sold_out"]?.GetValue<bool>() ?? false);
        }
    }

    /// <summary>Sets what was given back to what holds for all other requests.</summary>
    public async Task UndoAsync(JsonObject given)
    {
        foreach (var (type, _) in given["quota"]?.AsObject() ?? [])
        {
            await _inventory.SetQuotaAsync(type, Inventory.Plenty);
        }
        if (given["eip_type"] is { } eipType)
        {
            await run.SetEipTypeAsync(eipType["type"]!.ToString(), offered: true, soldOut: false);
        }
    }

    public Task PrepareAsync() => _inventory.PrepareAsync();

    public void Dispose() => api.Dispose();

    private static string Pair(string name, JsonNode? value) => $"{name}={Uri.EscapeDataString(value?.ToString() ?? "")}";

    private async Task<JsonNode> ResolveAsync(string text)
    {
        var resolved = text;
        foreach (var match in Dollar().Matches(text).Cast<Match>())
        {
            resolved = resolved.Replace(match.Value, await ValueAsync(match.Groups[1].Value), StringComparison.Ordinal);
        }
        return resolved;
    }

    private Task<string> ValueAsync(string name) => name switch
    {
        "uuid" => Task.FromResult(Guid.CreateVersion7().ToString()),
        "n" => Task.FromResult($"{run.NextNumber()}"),
        "host" => Task.FromResult(Host(run.NextNumber())),
        "another project" => Task.FromResult(anotherProject),
        "eip" or "ca" => _inventory.MakeAsync(name),
        _ when name.Split(' ')[0] is "new" => MadeAsync(name),
        _ => Kept(name, name.Split(' ')[0] is "one" or "spare" or "bare" or "frozen" or "deletable" or "unsettled" or "listed" ? MadeAsync : _inventory.MakeAsync),
    };

    /// <summary>An address of the subnets that nobody has asked for.</summary>
    private static string Host(int number) => $"10.8.{100 + (number / 200 % 100)}.{10 + (number % 200)}";

    private Task<string> Kept(string name, Func<string, Task<string>> make)
    {
        if (!_kept.TryGetValue(name, out var kept))
        {
            _kept[name] = kept = new Lazy<Task<string>>(() => make(name));
        }
        return kept.Value;
    }

    /// <param name="name">Word, operation, kind, and the place of a field after a colon.</param>
    private async Task<string> MadeAsync(string name)
    {
        var place = name.Split(": ");
        if (place.Length == 2)
        {
            return (await FieldAsync(place[0], place[1]))?.ToString() ?? throw new InvalidOperationException($"{place[0]} has no {place[1]}.");
        }
        var words = name.Split(' ', 3);
        var id = await CreateAsync(ContractOperation.All[words[1]], words[2], waits: words[0] != "unsettled");
        if (words[0] is "frozen" or "deletable")
        {
            await FreezeAsync(id, canBeDeleted: words[0] == "deletable");
        }
        if (words[0] == "bare")
        {
            await TakeEipsAsync(_made[id].Path);
        }
        return id;
    }

    private async Task<JsonNode?> FieldAsync(string whole, string place)
    {
        if (whole.Split(' ', 3) is ["listed", var listing, var kind])
        {
            var operation = ContractOperation.All[listing];
            var request = (await ResolveAsync(CaseFile.Of(listing).RequestOf(operation, kind)))!.AsObject();
            // What agents observe comes some time after what they have been told.
            JsonNode? found = null;
            await Eventually.Async(async () => (found = JsonPlace.Get((await SendAsync(operation, request)).Json, place)) is not null, Patience);
            return found;
        }
        var made = _made[await ValueAsync(whole)];
        return place.Split('.')[0] is "path" or "header"
            ? JsonPlace.Get(made.Request, place)
            : JsonPlace.Get(Resource((await api.GetAsync(made.Path)).Json), place);
    }

    private async Task<string> CreateAsync(ContractOperation operation, string kind, bool waits)
    {
        var file = CaseFile.Of(operation.Id);
        var request = (await ResolveAsync(file.RequestOf(operation, kind)))!.AsObject();
        var answer = await SendAsync(operation, request);
        ((int)answer.Status).ShouldBe(operation.Success, $"{operation.Id} {kind}: {answer.Json?.ToJsonString()}");
        run.Know(Resource(answer.Json));
        var id = JsonPlace.Get(answer.Json, operation.AnswerPlaceOf("id"))?.ToString() ?? answer.Json?["job_id"]?.ToString() ?? LastVariable(operation, request);
        _made[id] = (request, Filled(file.Undo?.Replace("{id}", id, StringComparison.Ordinal) ?? file.Observe!, request));
        if (waits)
        {
            await SettledAsync(_made[id].Path, file.Settled);
        }
        return id;
    }

    private static string LastVariable(ContractOperation operation, JsonObject request) =>
        request["path"]![Placeholder().Matches(operation.Path)[^1].Groups[1].Value]!.ToString();

    private async Task FreezeAsync(string id, bool canBeDeleted)
    {
        var (request, path) = _made[id];
        if (path.StartsWith("/p2c-", StringComparison.Ordinal))
        {
            await run.FreezeClientsAsync(Project, request["path"]!["p2c_vgw_id"]?.ToString() ?? id, canBeDeleted ? 1 : 2);
            return;
        }
        var shown = Resource((await api.GetAsync(path)).Json);
        await run.FreezeAsync(Project, shown?["vgw_id"]?.ToString() ?? id);
    }

    private async Task TakeEipsAsync(string gateway)
    {
        string[] places = ["eip", "eip1", "eip2"];
        var shown = Resource((await api.GetAsync(gateway)).Json)!;
        foreach (var eip in places.Select(place => shown[place]).OfType<JsonObject>())
        {
            await run.UnbindAsync(Project, eip["id"]!.ToString());
        }
        await Eventually.Async(async () => Resource((await api.GetAsync(gateway)).Json) is { } left
            && places.All(place => left[place] is null) && left["status"]!.ToString() == "ACTIVE", Patience);
    }

    [GeneratedRegex(@"\$\{([^{}]+)\}")]
    private static partial Regex Dollar();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Placeholder();
}
