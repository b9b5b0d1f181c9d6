using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>What was sent and what came of it.</summary>
internal sealed class FuzzReport(int seed)
{
    private const int MostFaults = 30;
    private const string HungUp = "hung up";
    private readonly ConcurrentDictionary<string, int> _requests = new();
    private readonly ConcurrentDictionary<(string Kind, string Status), int> _answers = new();
    private readonly ConcurrentQueue<string> _faults = new();

    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Memory of the process before and after, in bytes.</summary>
    public (long Before, long After) Memory { get; set; }

    /// <summary>From nothing to a system with resources.</summary>
    public TimeSpan Preparation { get; set; }

    /// <summary>From the first request to the last answer.</summary>
    public TimeSpan Elapsed { get; set; }

    public void Sent(string kind) => _requests.AddOrUpdate(kind, 1, (_, count) => count + 1);

    /// <param name="kind">Kind of the request.</param>
    /// <param name="answer">Null when the server hung up without an answer.</param>
    public void Answered(string kind, FuzzAnswer? answer)
    {
        // Some documented codes are a 500; which, is worth knowing.
        var status = answer is null ? HungUp : answer.Status < 500 ? $"{answer.Status}" : $"{answer.Status} {answer.Code}";
        _answers.AddOrUpdate((kind, status), 1, (_, count) => count + 1);
    }

    public void Fault(int number, FuzzRequest request, string what, FuzzAnswer? answer)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Enqueue($"request {number} of seed {seed} ({request.Kind}, {request.Operation?.Id}): {what}\n<<< {answer}\n>>> {request}\n");
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        var answered = _answers.Where(answer => answer.Key.Status != HungUp).Sum(answer => answer.Value);
        text.Append(CultureInfo.InvariantCulture, $"seed {seed}, {_requests.Values.Sum()} requests, {answered} answers\n");
        text.Append(CultureInfo.InvariantCulture, $"{"kind",-18}{"requests",9}  answers by status\n");
        foreach (var (kind, count) in _requests.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var statuses = _answers.Where(answer => answer.Key.Kind == kind).OrderBy(answer => answer.Key.Status, StringComparer.Ordinal)
                .Select(answer => $"{answer.Key.Status}: {answer.Value}");
            text.Append(CultureInfo.InvariantCulture, $"{kind,-18}{count,9}  {string.Join(", ", statuses)}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{Preparation.TotalSeconds:F0} s before, {Elapsed.TotalSeconds:F0} s; ");
        text.Append(CultureInfo.InvariantCulture, $"memory: {Memory.Before >> 20} MB before, {Memory.After >> 20} MB after\n");
        return text.ToString();
    }
}
