using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.ClientCaCertificates;

/// <summary>The operations of client CA certificates as a caller uses them.</summary>
internal static class ClientCaActions
{
    public static Protos.P2C.V5.ClientCaCertificates.ClientCaCertificatesClient Cas(this TestSystem system) =>
        system.Client(channel => new Protos.P2C.V5.ClientCaCertificates.ClientCaCertificatesClient(channel));

    public static ImportClientCaRequest Import(string serverId, string content, string? name = null) =>
        new() { VpnServerId = serverId, ClientCaCertificate = New(content, name) };

    public static NewClientCaCertificate New(string content, string? name = null)
    {
        var certificate = new NewClientCaCertificate { Content = content };
        if (name is not null)
        {
            certificate.Name = name;
        }
        return certificate;
    }

    public static UpdateClientCaRequest Rename(string serverId, string id, string name) =>
        new() { VpnServerId = serverId, ClientCaCertificateId = id, ClientCaCertificate = new ClientCaCertificateChanges { Name = name } };

    public static ShowClientCaRequest Show(string serverId, string id) => new() { VpnServerId = serverId, ClientCaCertificateId = id };

    public static DeleteClientCaRequest Delete(string serverId, string id) => new() { VpnServerId = serverId, ClientCaCertificateId = id };

    public static async Task<string> ImportAsync(this TestSystem system, CallerContext caller, ImportClientCaRequest request) =>
        (await system.Cas().ImportClientCaAsync(request, system.As(caller))).ClientCaCertificate.Id;

    public static async Task<ClientCaCertificate> ShowAsync(this TestSystem system, CallerContext caller, string serverId, string id) =>
        (await system.Cas().ShowClientCaAsync(Show(serverId, id), system.As(caller))).ClientCaCertificate;

    public static async Task DeleteAsync(this TestSystem system, CallerContext caller, string serverId, string id) =>
        await system.Cas().DeleteClientCaAsync(Delete(serverId, id), system.As(caller));

    /// <summary>How many certificates a server says it has, how many there are, and its generation.</summary>
    public static async Task<(long Number, long Rows, long Generation)> CertificatesOfAsync(this TestSystem system, string serverId) =>
        (await system.QueryAsync<(long, long, long)>(
            """
            SELECT ca_certificate_number, (SELECT COUNT(*) FROM client_ca_certificate c WHERE c.vpn_server_id = s.id), generation
            FROM vpn_server s WHERE id = @serverId
            """,
            new { serverId })).Single();
}
