namespace VpnMesh.Monitoring.Measurements;

/// <summary>What monitors have measured, for administrators.</summary>
internal sealed partial class MeasurementService(MonitoringDatabase database) : Protos.Monitoring.V1.Measurements.MeasurementsBase;
