namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// The versions of the gateway software that a loopback backend stands for. For tests and demonstrations a version can be made to fail
/// where it is to run, or where it is to lie ready.
/// </summary>
/// <param name="offered">Oldest first.</param>
public sealed class LoopbackVersions(params IReadOnlyList<string> offered)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _failing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failingToPrepare = new(StringComparer.Ordinal);

    /// <summary>What the backend can run, oldest first.</summary>
    public IReadOnlyList<string> Offered => offered;

    /// <summary>
    /// The offered versions of the setting <c>AGENT_VERSIONS</c>, separated by commas; without it two, so that an upgrade can be tried.
    /// </summary>
    public static LoopbackVersions Of(IConfiguration settings) =>
        new((settings["AGENT_VERSIONS"] ?? "5.0.0,5.1.0").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Makes a version fail at every end point that is told to run it from now on.</summary>
    /// <param name="version">The version.</param>
    /// <param name="reason">What is reported.</param>
    public void Fail(string version, string reason)
    {
        lock (_lock)
        {
            _failing[version] = reason;
        }
    }

    /// <summary>Makes a version fail at every end point that is told to have it ready from now on.</summary>
    /// <param name="version">The version.</param>
    /// <param name="reason">What is reported.</param>
    public void FailToPrepare(string version, string reason)
    {
        lock (_lock)
        {
            _failingToPrepare[version] = reason;
        }
    }

    /// <summary>The version that an end point runs: the one it is told, or the newest.</summary>
    internal string RunningOf(string version) => version.Length == 0 && offered is [.., var newest] ? newest : version;

    /// <summary>Why an end point cannot be as it is told, or null when it can.</summary>
    internal string? Trouble(string version, string preparedVersion)
    {
        lock (_lock)
        {
            return Trouble(RunningOf(version), "run", _failing) ?? Trouble(preparedVersion, "prepare", _failingToPrepare);
        }
    }

    private string? Trouble(string version, string use, Dictionary<string, string> failing)
    {
        if (version.Length == 0)
        {
            return null;
        }
        return offered.Contains(version) ? failing.GetValueOrDefault(version) : $"this agent cannot {use} version {version}";
    }
}
