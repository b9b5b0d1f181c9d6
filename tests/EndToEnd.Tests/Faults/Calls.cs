using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>A call that did not do what it should have.</summary>
/// <param name="At">When, by <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="What">What was called.</param>
/// <param name="Answer">What came instead.</param>
/// <param name="RequestId">Id by which the logs tell of it, where it has one.</param>
internal sealed record Refusal(long At, string What, string Answer, string? RequestId);

/// <summary>Counts calls, and keeps those that were refused.</summary>
internal sealed class Calls
{
    private readonly ConcurrentQueue<Refusal> _refused = [];
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public IReadOnlyCollection<Refusal> Refused => _refused;

    /// <summary>Makes a call.</summary>
    /// <returns>Its answer when it has one of the expected statuses, else null.</returns>
    public async Task<ApiAnswer?> TryAsync(string what, Func<Task<ApiAnswer>> call, params HttpStatusCode[] expected)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            var answer = await call();
            if (expected.Contains(answer.Status))
            {
                return answer;
            }
            Refuse(what, $"{(int)answer.Status} {answer.Json?["error_code"]} {answer.Json?["error_msg"]}", answer.Json?["request_id"]?.GetValue<string>());
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Refuse(what, exception.GetType().Name + ": " + (exception.InnerException ?? exception).Message);
        }
        return null;
    }

    private void Refuse(string what, string answer, string? requestId = null) =>
        _refused.Enqueue(new Refusal(Stopwatch.GetTimestamp(), what, answer, requestId));
}
