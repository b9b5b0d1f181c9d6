using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity;

/// <summary>The <c>links</c> of answers, under the address that the caller used.</summary>
internal static class KeystoneLinks
{
    /// <summary>Links with <c>self</c> alone.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">Path of the resource or list, such as <c>/v3/projects</c>.</param>
    /// <param name="query">Parameters as sent; those without a value are left out.</param>
    public static Links Self(CallerContext caller, string path, params (string Name, string? Value)[] query) =>
        new() { Self = Url(caller, path, query) };

    /// <summary>An address with a query.</summary>
    public static string Url(CallerContext caller, string path, params (string Name, string? Value)[] query)
    {
        var pairs = query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}").ToArray();
        return pairs.Length == 0 ? $"{caller.PublicUrl}{path}" : $"{caller.PublicUrl}{path}?{string.Join('&', pairs)}";
    }
}
