namespace VpnMesh.Edge.Operations;

/// <summary>A path of <c>google.api.http</c>: literal segments and <c>{variables}</c> that stand for one segment each.</summary>
internal sealed class PathTemplate
{
    /// <summary>Variables that a template may have.</summary>
    public const int MaxVariables = 8;

    private readonly string[] _literals;

    /// <exception cref="FormatException">The template has something else than literals and plain variables.</exception>
    public PathTemplate(string text)
    {
        Text = text;
        var segments = text.Split('/')[1..];
        var variables = new List<string>();
        _literals = new string[segments.Length];
        for (var index = 0; index < segments.Length; index++)
        {
            if (!segments[index].StartsWith('{'))
            {
                _literals[index] = Literal(segments[index]);
                continue;
            }
            _literals[index] = "";
            variables.Add(Variable(segments[index]));
        }
        Variables = variables.Count <= MaxVariables ? variables : throw new FormatException($"{text} has too many variables.");
    }

    public string Text { get; }

    /// <summary>Names of the variables, from left to right.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Whether the last segment is a variable.</summary>
    public bool EndsWithVariable => _literals[^1].Length == 0;

    /// <exception cref="InvalidOperationException">There is no such variable.</exception>
    public int IndexOf(string variable) => Variables.Index().First(each => each.Item == variable).Index;

    /// <summary>Whether a path is spelled like this template; nothing is normalised.</summary>
    /// <param name="path">Path as sent, not decoded.</param>
    /// <param name="values">Receives where in the path each variable's value is.</param>
    public bool Matches(ReadOnlySpan<char> path, Span<Range> values)
    {
        if (path.IsEmpty || path[0] != '/')
        {
            return false;
        }
        var start = 1;
        var variable = 0;
        for (var index = 0; index < _literals.Length; index++)
        {
            var slash = path[start..].IndexOf('/');
            var end = slash < 0 ? path.Length : start + slash;
            if ((slash < 0) != (index == _literals.Length - 1))
            {
                return false;
            }
            if (_literals[index].Length > 0)
            {
                if (!path[start..end].SequenceEqual(_literals[index]))
                {
                    return false;
                }
            }
            else if (end == start)
            {
                return false;
            }
            else
            {
                values[variable++] = start..end;
            }
            start = end + 1;
        }
        return true;
    }

    private static string Literal(string segment) => segment.Length > 0 && segment.AsSpan().IndexOfAny('{', '}', '*') < 0 && !segment.Contains(':')
        ? segment
        : throw new FormatException($"The path segment '{segment}' is neither a literal nor a variable.");

    private static string Variable(string segment) => segment.EndsWith('}') && segment.AsSpan().IndexOfAny('=', '*', '.') < 0
        ? segment[1..^1]
        : throw new FormatException($"The path variable '{segment}' must stand for one segment.");
}
