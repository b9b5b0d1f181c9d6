using System.Text.Json.Nodes;
using Shouldly;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Reads lists as the provider does: on as long as there is a marker.</summary>
internal static class MarkerPages
{
    /// <param name="api">Whose list it is.</param>
    /// <param name="first">Path of the first page.</param>
    /// <param name="list">The member of the answer that holds the records.</param>
    /// <param name="next">Query of the pages after it, before the marker.</param>
    public static async Task<IReadOnlyList<JsonArray>> PagesAsync(this ApiClient api, string first, string list, string next = "?marker=")
    {
        var pages = new List<JsonArray>();
        for (var path = first; path is not null;)
        {
            var page = (await api.GetAsync(path)).Json!;
            pages.Add(page[list]!.AsArray());
            // On an empty page the provider looks for no marker at all, or goes on for ever.
            pages[^1].ShouldNotBeEmpty();
            var info = page["page_info"]!.AsObject();
            path = info.ContainsKey("next_marker") ? path.Split('?')[0] + next + Marker(info) : null;
        }
        return pages;
    }

    public static IEnumerable<string> Names(this IEnumerable<JsonArray> pages) =>
        pages.SelectMany(page => page).Select(one => one!["name"]!.GetValue<string>());

    // The provider puts it into the query as it is, and then signs and sends the query as a canonical one.
    private static string Marker(JsonObject info)
    {
        var marker = info["next_marker"]!.GetValue<string>();
        marker.ShouldNotBeEmpty();
        marker.IndexOfAny(['+', '&', '#', '%', ' ']).ShouldBe(-1, marker);
        return Uri.EscapeDataString(marker);
    }
}
