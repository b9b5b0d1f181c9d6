namespace VpnMesh.P2C.ServerCertificates;

/// <summary>Where the certificate of a server comes from (contract: <c>server_certificate.source</c>).</summary>
internal static class CertificateSources
{
    /// <summary>The certificate store of the project, which an administrator fills.</summary>
    public const string Store = "CCM";

    /// <summary>The service's own CA.</summary>
    public const string ServiceSign = "SERVICE_SIGN";
}
