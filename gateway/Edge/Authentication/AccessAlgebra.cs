using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Edge.Authentication;

/// <summary>Reckons with where actions are allowed.</summary>
internal static class AccessAlgebra
{
    /// <summary>Whether there is no place at all.</summary>
    public static bool IsNowhere(this Access access) => !access.Everywhere && access.OnlyIn.Count == 0;

    /// <summary>Where both are allowed.</summary>
    public static Access And(this Access one, Access other)
    {
        IEnumerable<string> onlyIn = (one.Everywhere, other.Everywhere) switch
        {
            (true, true) => [],
            (true, false) => other.OnlyIn,
            (false, true) => one.OnlyIn,
            _ => one.OnlyIn.Intersect(other.OnlyIn),
        };
        return new Access
        {
            Everywhere = one.Everywhere && other.Everywhere,
            OnlyIn = { onlyIn },
            NeverIn = { one.NeverIn.Union(other.NeverIn) },
        };
    }
}
