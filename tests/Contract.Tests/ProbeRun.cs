using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VpnMesh.Contract.Tests.Access;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.Contract.Tests;

/// <summary>Sends the requests of one operation and compares what comes of them with what must.</summary>
internal sealed partial class ProbeRun(ContractOperation operation, AnswerSchema schema, World world, ContractRun run)
{
    private readonly CaseFile _file = CaseFile.Of(operation.Id);

    /// <summary>What was wrong, or null.</summary>
    public async Task<string?> FailureAsync(Probe probe)
    {
        try
        {
            if (probe.Given is { } given)
            {
                await world.GivenAsync(given);
            }
            var wrong = await WrongAsync(probe);
            return wrong.Count == 0 ? null : string.Join('\n', wrong);
        }
        catch (Exception exception)
        {
            return exception is Shouldly.ShouldAssertException ? exception.Message : exception.ToString();
        }
        finally
        {
            if (probe.Given is { } given)
            {
                await world.UndoAsync(given);
            }
        }
    }

    private async Task<List<string>> WrongAsync(Probe probe)
    {
        if (probe.Expected is Outcome.LikeThat other)
        {
            var (first, second) = (await SendAsync(other.Request), await SendAsync(probe.Request));
            return first.Code == second.Code ? [.. first.Wrong, .. second.Wrong] : [$"absent: {first.Code}, but: {second.Code}", second.Text];
        }
        var sent = await SendAsync(probe.Request, probe.Expected as Outcome.Accepted, probe.By);
        if (probe.Expected is Outcome.Refused refused)
        {
            Expect(sent.Code == refused.Code, $"expected {refused.Code}, got {sent.Code}", sent.Wrong);
            Expect(sent.Text.Contains(await ResolvedAsync(refused.Says), StringComparison.Ordinal), $"the message does not say {refused.Says}", sent.Wrong);
        }
        if (sent.Wrong.Count > 0)
        {
            sent.Wrong.Add($"-> {sent.Request.ToJsonString()}\n<- {sent.Text}");
        }
        return sent.Wrong;
    }

    /// <summary>Sends, checks the answer against the contract, sees to it that a refusal changed nothing, and takes back what was created.</summary>
    private async Task<Sent> SendAsync(JsonObject template, Outcome.Accepted? accepted = null, Caller? by = null)
    {
        var request = (await world.ResolveAsync(template))!.AsObject();
        var before = await ObservedAsync(request);
        var answer = await world.SendAsync(operation, request, by);
        LearnFrom(answer);
        var sent = new Sent(request, answer, operation.Success, [.. schema.Check(answer)]);
        if (!sent.Succeeded)
        {
            Expect(accepted is null, $"expected {operation.Success}, got {sent.Code}", sent.Wrong);
            var after = await ObservedAsync(request);
            Expect(before == after, $"the refused request changed something: {before}\nto {after}", sent.Wrong);
            return sent;
        }
        if (accepted is not null)
        {
            await CheckAnswerAsync(request, answer.Json, accepted, sent.Wrong);
        }
        await AfterwardsAsync(request, answer, accepted?.Then, sent.Wrong);
        world.UseSpares();
        return sent;
    }

    private async Task CheckAnswerAsync(JsonObject request, JsonNode? answer, Outcome.Accepted accepted, List<string> wrong)
    {
        if (accepted.Echo is { } place)
        {
            var back = JsonPlace.Get(answer, place);
            var name = operation.ResponseRoot == "" ? place : place[(operation.ResponseRoot.Length + 1)..];
            var there = JsonPlace.Get(request, operation.PlaceOf(name));
            Expect(JsonNode.DeepEquals(back, there), $"{place} came back as {back?.ToJsonString()}, sent was {there?.ToJsonString()}", wrong);
        }
        await CheckFieldsAsync(answer, accepted.Shows, wrong);
    }

    private async Task CheckFieldsAsync(JsonNode? document, JsonObject? fields, List<string> wrong)
    {
        foreach (var (place, value) in fields ?? [])
        {
            var (shown, expected) = (JsonPlace.Get(document, place), await world.ResolveAsync(value));
            var isRight = expected?.ToString() is ['~', .. var pattern] ? shown is not null && Regex.IsMatch(shown.ToString(), pattern) : JsonNode.DeepEquals(shown, expected);
            Expect(isRight, $"{place} is {shown?.ToJsonString() ?? "absent"}, expected {expected?.ToJsonString() ?? "nothing"}", wrong);
        }
    }

    /// <summary>The read that follows a success, and the end of what was created.</summary>
    private async Task AfterwardsAsync(JsonObject request, ApiAnswer answer, JsonObject? then, List<string> wrong)
    {
        if (_file.Undo is null)
        {
            if (_file.Observe is { } observe)
            {
                var settled = await world.SettledAsync(World.Filled(observe, request), _file.Settled);
                await CheckFieldsAsync(World.Resource(settled), then, wrong);
            }
            return;
        }
        foreach (var id in Created(answer.Json))
        {
            var path = World.Filled(_file.Undo.Replace("{id}", id, StringComparison.Ordinal), request);
            if (then is not null)
            {
                await CheckFieldsAsync(World.Resource(await world.SettledAsync(path, _file.Settled)), then, wrong);
            }
            await world.DeleteAsync(path, _file.Settled);
        }
        if (_file.Observe is { } parent && parent.Contains('{', StringComparison.Ordinal))
        {
            // What it belonged to is changed too, and is not to be at it when the next request is looked at.
            await world.SettledAsync(World.Filled(parent, request), _file.Settled);
        }
    }

    private IEnumerable<string> Created(JsonNode? answer)
    {
        var resources = JsonPlace.Get(answer, operation.ResponseRoot.Replace("[]", "", StringComparison.Ordinal));
        return (resources is JsonArray many ? many.ToArray() : [resources]).Select(resource => resource?["id"]?.ToString()).OfType<string>();
    }

    private void LearnFrom(ApiAnswer answer)
    {
        var resources = JsonPlace.Get(answer.Json, operation.ResponseRoot.Replace("[]", "", StringComparison.Ordinal));
        foreach (var resource in resources is JsonArray many ? many.ToArray() : [resources])
        {
            run.Know(resource);
        }
    }

    /// <summary>What a reader sees, less the id of the request and for how long the session with the peer has been up.</summary>
    private async Task<string> ObservedAsync(JsonObject request)
    {
        if (_file.Observe is null)
        {
            return "";
        }
        var answer = (await world.ReadAsync(World.Filled(_file.Observe, request))).Json as JsonObject;
        answer?.Remove("request_id");
        return Uptime().Replace(answer?.ToJsonString() ?? "", "");
    }

    [GeneratedRegex("\"state_duration\":\"[^\"]*\",?")]
    private static partial Regex Uptime();

    private async Task<string> ResolvedAsync(string text) => (await world.ResolveAsync(text))!.ToString();

    private static void Expect(bool holds, string otherwise, List<string> wrong)
    {
        if (!holds)
        {
            wrong.Add(otherwise);
        }
    }

    private sealed record Sent(JsonObject Request, ApiAnswer Answer, int Success, List<string> Wrong)
    {
        public bool Succeeded => (int)Answer.Status == Success;

        /// <summary>Error code, or the status of a success; a code under a status that is not its own shows both.</summary>
        public string Code => Answer.Error is { } error ? error : $"{(int)Answer.Status}";

        public string Text => Answer.Json?.ToJsonString() ?? "";
    }
}
