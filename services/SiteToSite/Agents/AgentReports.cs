namespace VpnMesh.SiteToSite.Agents;

/// <summary>What takes in the reports of agents, each kind by itself.</summary>
internal sealed record AgentReports(
    ObservedStates<SiteToSiteDatabase> Gateways,
    CertificateObservations Certificates,
    ConnectionObservations Connections,
    RouteObservations Routes,
    NegotiationReports Negotiations,
    MonitorObservations Monitors,
    MeasurementReports Measurements);
