using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>What a webhook must be like. No message repeats what was sent: it has a secret in it, and the address may.</summary>
internal static class WebhookRules
{
    /// <summary>How many there may be; each is looked at for each alert.</summary>
    public const int MostWebhooks = 100;

    private const int LongestUrl = 2048;
    private const int LongestProjectId = 64;
    private const int ShortestSecret = 16;
    private const int LongestSecret = 256;

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(CreateWebhookRequest request)
    {
        var violations = new Violations();
        CheckUrl(violations, request.Url);
        if (request.Secret.Length is < ShortestSecret or > LongestSecret || request.Secret.Any(character => character is < ' ' or > '~'))
        {
            violations.Add("secret", $"must be {ShortestSecret} to {LongestSecret} printable ASCII characters");
        }
        if (request.ProjectId.Length > LongestProjectId)
        {
            violations.Add("project_id", $"must be at most {LongestProjectId} characters");
        }
        foreach (var (index, rule) in request.Rules.Index())
        {
            if (RuleKinds.Find(rule) is null)
            {
                violations.Add($"rules[{index}]", $"must be one of {string.Join(", ", RuleKinds.All.Select(kind => kind.Name))}");
            }
        }
        violations.ThrowIfAny();
    }

    private static void CheckUrl(Violations violations, string text)
    {
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url);
        if (!isAddress || text.Length > LongestUrl || (url!.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            violations.Add("url", $"must be an http or https address of at most {LongestUrl} characters");
            return;
        }
        if (url.UserInfo.Length > 0)
        {
            violations.Add("url", "must not have a user name or a password in it");
        }
    }
}
