using System.Text.Json;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Policies;

/// <summary>Reads policy documents and refuses what breaks a rule of auth.md, section 6.</summary>
internal static class PolicyDocument
{
    /// <summary>Longest document, in characters.</summary>
    public const int MaxLength = 6144;

    private const string PolicyVersion = "1.1";
    private const string RoleVersion = "1.0";
    // A property given twice would be read differently by different readers.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads a custom policy.</summary>
    /// <exception cref="DomainException"><c>IAM.0007</c> naming the element and its rule.</exception>
    public static Policy ReadCustom(string id, string name, string document) => Read(id, name, document, builtIn: false);

    /// <summary>Reads a built-in policy or role, which may have version 1.0 and <c>Depends</c>.</summary>
    public static Policy ReadBuiltIn(string id, string name, string document) => Read(id, name, document, builtIn: true);

    private static Policy Read(string id, string name, string document, bool builtIn)
    {
        if (document.Length > MaxLength)
        {
            throw Refuse("document", $"must be at most {MaxLength} characters long");
        }
        using var json = Parse(document);
        var root = json.RootElement;
        RequireMembers(root, "document", "Version", "Statement", "Depends");
        var version = Text(root, "Version", "document.Version");
        if (version != PolicyVersion && !(builtIn && version == RoleVersion))
        {
            throw Refuse("document.Version", $"must be \"{PolicyVersion}\"");
        }
        if (root.TryGetProperty("Depends", out var depends) && version != RoleVersion)
        {
            throw Refuse("document.Depends", "is for built-in roles only");
        }
        var statements = List(root, "Statement", "document.Statement", 8).Select(ReadStatement).ToArray();
        RefuseMixedServices(statements);
        return new Policy(id, name, statements, depends.ValueKind == JsonValueKind.Array ? ReadDepends(depends) : []);
    }

    private static JsonDocument Parse(string document)
    {
        try
        {
            return JsonDocument.Parse(document, Strict);
        }
        catch (JsonException)
        {
            throw Refuse("document", "must be JSON without repeated members");
        }
    }

    private static Statement ReadStatement(JsonElement statement, int index)
    {
        var path = $"document.Statement[{index}]";
        RequireMembers(statement, path, "Effect", "Action", "NotAction", "Resource", "Condition");
        var effect = Text(statement, "Effect", $"{path}.Effect");
        if (effect is not ("Allow" or "Deny"))
        {
            throw Refuse($"{path}.Effect", "must be \"Allow\" or \"Deny\"");
        }
        var except = statement.TryGetProperty("NotAction", out _);
        if (except == statement.TryGetProperty("Action", out _))
        {
            throw Refuse($"{path}.Action", "or NotAction must be given, and not both");
        }
        var member = except ? "NotAction" : "Action";
        var actions = List(statement, member, $"{path}.{member}", 100).Select((action, at) => ReadAction(action, $"{path}.{member}[{at}]")).ToArray();
        ReadResource(statement, path, actions, except);
        return new Statement(effect == "Deny", actions, except, ReadConditions(statement, $"{path}.Condition"));
    }

    private static ActionPattern ReadAction(JsonElement action, string path) =>
        ActionPattern.Parse(action.ValueKind == JsonValueKind.String ? action.GetString() : null)
            ?? throw Refuse(path, $"must be service:resourceType:operation, at most {ActionPattern.MaxLength} characters");

    private static void ReadResource(JsonElement statement, string path, ActionPattern[] actions, bool except)
    {
        if (!statement.TryGetProperty("Resource", out _))
        {
            return;
        }
        path += ".Resource";
        if (except || actions.Any(action => action.Service is "vpn" or "*"))
        {
            throw Refuse(path, "must be left out: VPN actions have no resource-level grants");
        }
        foreach (var resource in List(statement, "Resource", path, 100))
        {
            if (resource.ValueKind != JsonValueKind.String || resource.GetString()!.Split(':').Length != 5)
            {
                throw Refuse(path, "must be a list of service:region:account:type:path");
            }
        }
    }

    private static List<Condition> ReadConditions(JsonElement statement, string path)
    {
        var conditions = new List<Condition>();
        if (!statement.TryGetProperty("Condition", out var operators))
        {
            return conditions;
        }
        foreach (var (name, keys) in Members(operators, path))
        {
            foreach (var (key, _) in Members(keys, $"{path}.{name}"))
            {
                var values = List(keys, key, $"{path}.{name}.{key}", int.MaxValue);
                if (values.Any(value => value.ValueKind != JsonValueKind.String))
                {
                    throw Refuse($"{path}.{name}.{key}", "must be a list of strings");
                }
                conditions.Add(new Condition(name, key, [.. values.Select(value => value.GetString()!)]));
            }
        }
        return conditions;
    }

    private static List<string> ReadDepends(JsonElement depends) =>
        [.. depends.EnumerateArray().Select(role => Text(role, "display_name", "document.Depends"))];

    private static void RefuseMixedServices(Statement[] statements)
    {
        var services = statements.SelectMany(statement => statement.Actions).Select(action => action.Service).Where(service => service != "*");
        if (services.Select(AccountServices.IsOne).Distinct().Count() > 1)
        {
            throw Refuse("document.Statement", "must not mix actions of project-level and account-level services");
        }
    }

    private static void RequireMembers(JsonElement element, string path, params string[] known)
    {
        foreach (var (name, _) in Members(element, path, max: int.MaxValue))
        {
            // A misspelt NotAction or Condition must not turn into a wider grant.
            if (!known.Contains(name))
            {
                throw Refuse($"{path}.{name}", "is not an element of a policy");
            }
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element, string path, int max = 10)
    {
        var count = element.ValueKind == JsonValueKind.Object ? element.GetPropertyCount() : 0;
        if (count == 0 || count > max)
        {
            throw Refuse(path, max == int.MaxValue ? "must be an object with members" : $"must be an object of 1 to {max} members");
        }
        return element.EnumerateObject().Select(member => (member.Name, member.Value));
    }

    private static JsonElement[] List(JsonElement element, string name, string path, int max)
    {
        if (!element.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0 || list.GetArrayLength() > max)
        {
            throw Refuse(path, max == int.MaxValue ? "must be a list with entries" : $"must be a list of 1 to {max} entries");
        }
        return [.. list.EnumerateArray()];
    }

    private static string Text(JsonElement element, string name, string path) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : throw Refuse(path, "must be a string");

    private static DomainException Refuse(string path, string rule) => IamErrors.Invalid(path, rule);
}
