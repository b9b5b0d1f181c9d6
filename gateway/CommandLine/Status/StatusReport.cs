using System.Globalization;
using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Output;
using VpnMesh.Protos.Parts.V1;

namespace VpnMesh.CommandLine.Status;

/// <summary>How the system is, and what of it is not well.</summary>
internal sealed class StatusReport
{
    // An event that is older waits for a bus that does not take it.
    private const long OldestMs = 60_000;
    private readonly EdgeProbe _edge;
    private readonly IReadOnlyList<Agent> _agents;
    private readonly IReadOnlyList<BrokerQueue>? _queues;
    private readonly DateTimeOffset _now;
    private readonly JsonObject[] _parts;

    public StatusReport(
        EdgeProbe edge, IReadOnlyList<PartProbe> probes, IReadOnlyList<Agent> agents, IReadOnlyList<BrokerQueue>? queues, DateTimeOffset now)
    {
        (_edge, _agents, _queues, _now) = (edge, agents, queues, now);
        _parts = [.. probes.SelectMany(RowsOf).Concat(NotSet(probes))];
        Problems = [.. FindProblems(probes)];
    }

    public IReadOnlyList<string> Problems { get; }

    public bool HasBroker => _queues is not null;

    public JsonObject ToJson() => new()
    {
        ["healthy"] = Problems.Count == 0,
        ["problems"] = new JsonArray([.. Problems.Select(problem => JsonValue.Create(problem))]),
        ["edge"] = new JsonObject { ["url"] = _edge.Url.ToString(), ["state"] = _edge.State },
        ["parts"] = new JsonArray([.. _parts.Select(part => part.DeepClone())]),
        ["agents"] = new JsonArray([.. _agents.Select(ProtoJson.Of)]),
        ["queues"] = _queues is null ? null : new JsonArray([.. _queues.Select(QueueOf)]),
    };

    private static JsonObject QueueOf(BrokerQueue queue) =>
        new() { ["name"] = queue.Name, ["state"] = queue.State, ["depth"] = queue.Depth, ["consumers"] = queue.Consumers };

    private IEnumerable<JsonObject> RowsOf(PartProbe probe) =>
        probe.Answer is { } answer
            ? answer.Parts.Select(part => RowOf(part, answer, probe.Address))
            : [Row(PartProbe.PartOf(probe.Setting), "unreachable", probe.Address, probe.Failure)];

    // A process may know where only some parts are; that alone is no fault.
    private static IEnumerable<JsonObject> NotSet(IReadOnlyList<PartProbe> probes)
    {
        var known = probes.SelectMany(probe => probe.Answer?.Parts.Select(part => part.Name) ?? [])
            .Concat(probes.Select(probe => PartProbe.PartOf(probe.Setting)));
        return PartProbe.Settings.Select(PartProbe.PartOf).Except(known).Select(part => Row(part, "address not set", "", null));
    }

    private JsonObject RowOf(Part part, ShowPartsResponse process, string address)
    {
        var row = Row(part.Name, part.Failure.Length == 0 ? "ok" : "failing", address, part.Failure.Length == 0 ? null : part.Failure);
        row["store"] = part.Store;
        row["schema"] = part.Schema;
        row["outbox"] = part.Outbox?.Depth;
        row["outbox_age"] = part.Outbox is { } outbox ? Age(TimeSpan.FromMilliseconds(outbox.OldestAgeMs)) : null;
        row["outbox_age_ms"] = part.Outbox?.OldestAgeMs;
        row["last_event"] = part.Inbox?.LastReceivedAt is { Length: > 0 } last ? last : null;
        row["queues"] = new JsonArray([.. (part.Inbox?.Queues ?? []).Select(queue => JsonValue.Create(queue.Name))]);
        row["bus"] = process.Bus;
        row["version"] = process.Version;
        row["started_at"] = process.StartedAt;
        row["uptime"] = Age(_now - DateTimeOffset.Parse(process.StartedAt, CultureInfo.InvariantCulture));
        row["host"] = process.Host;
        row["process_id"] = process.ProcessId;
        return row;
    }

    private static JsonObject Row(string part, string state, string address, string? failure) => new()
    {
        ["part"] = part,
        ["state"] = state,
        ["failure"] = failure,
        ["address"] = address,
        ["store"] = null,
        ["schema"] = null,
        ["outbox"] = null,
        ["outbox_age"] = null,
        ["outbox_age_ms"] = null,
        ["last_event"] = null,
        ["queues"] = new JsonArray(),
        ["bus"] = null,
        ["version"] = null,
        ["started_at"] = null,
        ["uptime"] = null,
        ["host"] = null,
        ["process_id"] = null,
    };

    private IEnumerable<string> FindProblems(IReadOnlyList<PartProbe> probes)
    {
        if (!_edge.IsReady)
        {
            yield return $"the edge {_edge.Url} is {_edge.State}";
        }
        foreach (var part in _parts.Where(part => (string)part["state"]! is "unreachable" or "failing"))
        {
            yield return $"{part["part"]} ({part["address"]}) is {part["state"]}: {part["failure"]}";
        }
        foreach (var part in probes.SelectMany(probe => probe.Answer?.Parts ?? []).Where(part => part.Outbox?.OldestAgeMs > OldestMs))
        {
            var age = Age(TimeSpan.FromMilliseconds(part.Outbox.OldestAgeMs));
            yield return $"{part.Outbox.Depth} events of {part.Name} wait for the bus, the oldest for {age}";
        }
        foreach (var agent in _agents.Where(agent => agent.State != "live"))
        {
            yield return $"the agent {agent.Id} of {agent.Part} is {agent.State}, last seen at {agent.LastSeenAt}";
        }
        foreach (var queue in (_queues ?? []).Where(queue => queue.State != "ok"))
        {
            yield return $"the queue {queue.Name}: {queue.State}";
        }
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} d"),
    };
}
