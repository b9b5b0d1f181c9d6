using System.CommandLine;

namespace VpnMesh.CommandLine.Running;

/// <summary>The options of a list that comes in pages.</summary>
internal sealed class PageOptions
{
    private readonly Option<int?> _limit = CommonOptions.Limit();
    private readonly Option<string> _after = CommonOptions.After();

    public Command AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_after);
        return command;
    }

    /// <summary>Puts what was given into a request.</summary>
    public void Set(Run run, Action<int> limit, Action<string> marker)
    {
        if (run.Value(_limit) is { } most)
        {
            limit(most);
        }
        if (run.Value(_after) is { } after)
        {
            marker(after);
        }
    }
}
