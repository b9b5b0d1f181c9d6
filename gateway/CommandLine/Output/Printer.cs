using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Spectre.Console;

namespace VpnMesh.CommandLine.Output;

/// <summary>Writes what a command has to tell: a table for people, JSON for scripts.</summary>
/// <param name="output">Where to.</param>
/// <param name="error">Where to what is said beside it.</param>
/// <param name="isJson">For scripts.</param>
internal sealed class Printer(TextWriter output, TextWriter error, bool isJson)
{
    // Output that goes to another program is not broken into the lines of a screen.
    private const int WithoutLimit = 10_000;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => isJson;

    /// <summary>A list: <c>{"items": [...], "next": ...}</c>, or a table of some fields.</summary>
    /// <param name="items">Messages, each an item.</param>
    /// <param name="next">Where the next page begins; empty or null after the last.</param>
    /// <param name="columns">Fields that the table shows.</param>
    public int Items(IEnumerable<IMessage> items, string? next, params string[] columns)
    {
        JsonObject[] all = [.. items.Select(ProtoJson.Of)];
        var after = string.IsNullOrEmpty(next) ? null : next;
        if (isJson)
        {
            return Json(new JsonObject { ["items"] = new JsonArray([.. all]), ["next"] = after });
        }
        Table(all, columns);
        if (after is not null)
        {
            Say($"There are more: --after '{after}'.");
        }
        return ExitCodes.Success;
    }

    /// <summary>One thing: a JSON object, or its fields below one another.</summary>
    public int Item(JsonObject item)
    {
        if (isJson)
        {
            return Json(item);
        }
        var grid = new Grid().AddColumns(2);
        foreach (var (name, value) in item)
        {
            grid.AddRow(new Text(name), new Text(CellOf(value)));
        }
        Terminal().Write(grid);
        return ExitCodes.Success;
    }

    /// <inheritdoc cref="Item(JsonObject)"/>
    public int Item(IMessage item) => Item(ProtoJson.Of(item));

    /// <summary>Something was done that has no answer of its own.</summary>
    /// <param name="sentence">For people.</param>
    /// <param name="json">For scripts.</param>
    public int Done(string sentence, JsonObject json)
    {
        if (isJson)
        {
            return Json(json);
        }
        output.WriteLine(sentence);
        return ExitCodes.Success;
    }

    public int Json(JsonNode node)
    {
        output.WriteLine(node.ToJsonString(Indented));
        return ExitCodes.Success;
    }

    /// <summary>A line of what has no end.</summary>
    public void JsonLine(JsonNode node) => Line(node.ToJsonString(Compact));

    public void Line(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }

    /// <summary>Text as it comes.</summary>
    public void Text(string text) => output.Write(text);

    /// <summary>Says something beside the output.</summary>
    public void Say(string text) => error.WriteLine(text);

    public void Table(IReadOnlyCollection<JsonObject> rows, params string[] columns)
    {
        if (rows.Count == 0)
        {
            Say("None.");
            return;
        }
        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
        {
            var header = new Text(column.Replace('_', ' ').ToUpperInvariant());
            table.AddColumn(new TableColumn(header) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }
        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => new Text(CellOf(row[column]))));
        }
        Terminal().Write(table);
    }

    private IAnsiConsole Terminal()
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            terminal.Profile.Width = WithoutLimit;
        }
        return terminal;
    }

    private static string CellOf(JsonNode? value) => value switch
    {
        null => "-",
        JsonArray list => list.Count == 0 ? "-" : string.Join(", ", list.Select(CellOf)),
        JsonObject inner => inner.ToJsonString(Compact),
        _ when value.GetValueKind() is JsonValueKind.True => "yes",
        _ when value.GetValueKind() is JsonValueKind.False => "no",
        _ => value.ToString() is { Length: > 0 } text ? text : "-",
    };
}
