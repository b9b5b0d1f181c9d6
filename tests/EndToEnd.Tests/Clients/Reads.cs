using System.Text.RegularExpressions;
using Shouldly;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Every read of the contract, of everything that is there, and what was answered.</summary>
internal static partial class Reads
{
    private const string Operations = "tests/Gateway.Tests/Contract/operations.tsv";

    // Types of resources in the paths of tags, and the parameter that names one in other paths.
    private static readonly (string Type, string Parameter)[] Tagged =
    [
        ("vpn-gateway", "vgw_id"), ("customer-gateway", "customer_gateway_id"), ("vpn-connection", "vpn_connection_id"), ("p2c-vpn-gateways", "p2c_vgw_id"),
    ];

    // What a peer or a probe did in between is a story that goes on; associations are made anew by whoever speaks to the peer.
    private static readonly string[] Observed = ["ShowVpnConnectionLog", "ListConnectionIpsecSa"];

    /// <summary>Asks everything.</summary>
    /// <param name="api">Whose resources they are.</param>
    /// <param name="resources">The resources.</param>
    /// <param name="isComplete">Whether every operation must have something to show; not for releases that did not have all.</param>
    /// <returns>Answers by path: the status and the body, as it came but for the id of the request and the address in links.</returns>
    public static async Task<SortedDictionary<string, string>> AllAsync(ApiClient api, MixedResources resources, bool isComplete = true)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(Checkout.Root, Operations)).Select(line => line.Split('\t')))
        {
            if (line is not [var operation, _, "GET", var template, ..] || Observed.Contains(operation))
            {
                continue;
            }
            var paths = Paths(template.Replace("{project_id}", api.Project, StringComparison.Ordinal), resources.Ids).ToArray();
            foreach (var path in paths)
            {
                answers[path] = await AnswerAsync(api, path, resources.Token);
            }
            // An operation that has nothing to show would be the same on every machine.
            if (isComplete)
            {
                paths.ShouldContain(path => answers[path].StartsWith("200 ", StringComparison.Ordinal), operation);
            }
        }
        return answers;
    }

    /// <summary>Asks what was asked before.</summary>
    public static async Task<SortedDictionary<string, string>> AgainAsync(ApiClient api, IEnumerable<string> paths, string token)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            answers[path] = await AnswerAsync(api, path, token);
        }
        return answers;
    }

    /// <summary>Asks one thing.</summary>
    public static async Task<string> AnswerAsync(ApiClient api, string path, string token)
    {
        var answer = await api.SendAsync(HttpMethod.Get, path, null, request => request.Headers.Add("X-Subject-Token", token));
        return $"{(int)answer.Status} {RequestId().Replace(answer.Text, "").Replace(api.Origin, "{edge}", StringComparison.Ordinal)}";
    }

    private static IEnumerable<string> Paths(string template, IReadOnlyDictionary<string, List<string>> ids)
    {
        if (template.Contains("{resource_type}", StringComparison.Ordinal))
        {
            return Tagged.SelectMany(tagged => Paths(
                template.Replace("{resource_type}", tagged.Type, StringComparison.Ordinal).Replace("{resource_id}", $"{{{tagged.Parameter}}}", StringComparison.Ordinal), ids));
        }
        var parameter = Parameter().Match(template);
        return parameter.Success
            ? ids.GetValueOrDefault(parameter.Groups[1].Value, []).SelectMany(id => Paths(template.Replace(parameter.Value, id, StringComparison.Ordinal), ids))
            : [template];
    }

    [GeneratedRegex("\\{(\\w+)\\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(",\"request_id\":\"[^\"]*\"|\"request_id\":\"[^\"]*\",?")]
    private static partial Regex RequestId();
}
