using System.Collections;
using System.Reflection;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Everything that an object of ours holds on to, to search it for what it must not keep.</summary>
internal static class ObjectGraph
{
    /// <summary>All texts that are reached from an object through our own types, messages and collections.</summary>
    public static IReadOnlyList<string> Texts(object root)
    {
        var texts = new List<string>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var left = new Stack<object>([root]);
        while (left.TryPop(out var next))
        {
            if (next is string text)
            {
                texts.Add(text);
            }
            else if (Searched(next.GetType()) && seen.Add(next))
            {
                foreach (var held in Held(next))
                {
                    left.Push(held);
                }
            }
        }
        return texts;
    }

    private static IEnumerable<object> Held(object holder)
    {
        if (holder is Array array)
        {
            return array.Cast<object?>().OfType<object>();
        }
        return Hierarchy(holder.GetType())
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.FieldType.IsPrimitive && !field.FieldType.IsPointer)
            .Select(field => field.GetValue(holder)).OfType<object>();
    }

    private static IEnumerable<Type> Hierarchy(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static bool Searched(Type type) =>
        type.IsArray || typeof(IEnumerable).IsAssignableFrom(type) || type.FullName is { } name
            && (name.StartsWith("VpnMesh", StringComparison.Ordinal)
                || name.StartsWith("System.Collections", StringComparison.Ordinal)
                || name.StartsWith("System.Threading.Channels", StringComparison.Ordinal));
}
