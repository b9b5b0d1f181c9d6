using VpnMesh.EndToEnd.Tests.Events;

namespace VpnMesh.Contract.Tests;

/// <summary>What the run has made the system tell, held to the AsyncAPI document of the events.</summary>
internal static class ToldEvents
{
    private static readonly EventDocument Document = PublishedEvents.Document();

    /// <summary>Types that no request of the contract brings about, each with the test that brings it about: <c>Class.Method</c>.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>
    {
        // Nothing goes wrong here: no agent is lost, and every quota is what it should be.
        ["gateway_agent.lost"] = "LostAgentsTests.Without_another_agent_the_loss_shows_until_the_same_one_is_back",
        ["quota.drift_found"] = "DriftTests.Drift_is_put_right_and_told_once",
        // What is down stays down.
        ["alert.cleared"] = "ConnectionRulesTests.A_story_raises_and_clears_what_it_should",
        // The gateways with certificates are there until the end.
        ["vpn_gateway_certificate.deleted"] = "CertificateAgentTests.A_certificate_is_bound_replaced_and_goes_with_its_gateway",
    };

    /// <summary>What is wrong with some events; nothing when they are as the document says.</summary>
    public static IEnumerable<string> Wrong(IEnumerable<string> told) => told.SelectMany(Document.Check);

    /// <summary>Types of the document that are not among some events.</summary>
    public static string[] Missing(IEnumerable<string> told) =>
        [.. Document.Types.Except(told.Select(EventDocument.TypeOf)).Except(Elsewhere.Keys)];
}
