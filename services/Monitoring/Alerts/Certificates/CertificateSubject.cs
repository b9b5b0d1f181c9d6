using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Certificates;

/// <summary>Certificates that expire soon, each under the resource that has it.</summary>
/// <param name="resourceType">Kind of that resource.</param>
/// <param name="what">The certificate, for people.</param>
/// <param name="field">Where its events say when it expires: empty when there is no certificate.</param>
/// <param name="events">What happens to it.</param>
internal sealed class CertificateSubject(string resourceType, string what, string field, params string[] events)
    : SubjectKind<CertificateFacts>(resourceType, events)
{
    private const long Day = 24L * 60 * 60 * 1000;

    public static IReadOnlyList<CertificateSubject> All { get; } =
    [
        new("vpn_gateway_certificate", "the first of the gateway's certificates", "expire_time", "created", "updated"),
        new("customer_gateway", "the CA certificate of the customer gateway", "ca_expire_time", "created", "updated"),
        new("client_ca_certificate", "the CA certificate of the clients", "expiration_time", "imported"),
        new("vpn_server", "the certificate of the VPN server", "certificate_expire_time", "created", "updated"),
    ];

    protected override CertificateFacts Take(CertificateFacts facts, CloudEvent cloudEvent)
    {
        var after = new CertificateFacts
        {
            ExpireAt = cloudEvent.TimeMs(field),
            Generation = cloudEvent.Generation,
            ToldAt = cloudEvent.HappenedAtMs(),
            EventId = cloudEvent.Id,
        };
        return Order(after).CompareTo(Order(facts)) > 0 ? after : facts;
    }

    protected override Judgement Judge(CertificateFacts facts, RuleSet rules, long now)
    {
        var rule = rules[RuleKinds.CertificateExpiring];
        var dueAt = facts.ExpireAt - (rule.Days * Day);
        var holds = dueAt <= now;
        var text = facts.ExpireAt is { } expireAt ? $"{what} expires at {expireAt.ToWireTime()}" : $"{what} is not there any more";
        return new Judgement([new Condition(rule.Kind.Name, holds, text)], holds ? null : dueAt);
    }

    private static (long, long, string) Order(CertificateFacts facts) => (facts.Generation, facts.ToldAt, facts.EventId);
}
