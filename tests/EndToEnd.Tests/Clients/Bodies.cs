using System.Text.Json.Nodes;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Bodies of requests and what is expected back.</summary>
internal static class Bodies
{
    /// <summary>The first example of CreateVgw in the contract.</summary>
    public static JsonNode FirstExample() => JsonNode.Parse(
        """
        {"vpn_gateway": {
          "vpc_id": "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
          "local_subnets": ["192.168.0.0/24", "192.168.1.0/24"],
          "connect_subnet": "f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
          "eip1": {"id": "cff40e5e-4c1e-4a8d-8a86-7366077bf097"},
          "eip2": {"id": "d290f1ee-4c1e-4a8d-8a86-d701748f0851"}}}
        """)!;

    /// <summary>The answer to it, less id and name.</summary>
    public static string FirstExampleAnswer() => WithoutGenerated(JsonNode.Parse(
        """
        {"network_type":"public","attachment_type":"vpc","ip_version":"ipv4","vpc_id":"cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
         "local_subnets":["192.168.0.0/24","192.168.1.0/24"],"connect_subnet":"f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
         "bgp_asn":64512,"flavor":"Professional1","connection_number":200,"used_connection_number":0,"used_connection_group":0,
         "enterprise_project_id":"0","access_vpc_id":"cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
         "access_subnet_id":"f5741286-4c1e-4a8d-8a86-2c82bd9ee114","ha_mode":"active-active"}
        """)!);

    public static JsonNode NewEips(string name) => JsonNode.Parse(
        $$$$"""
        {"vpn_gateway": {
          "name": "{{{{name}}}}",
          "vpc_id": "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
          "local_subnets": ["192.168.0.0/24"],
          "connect_subnet": "f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
          "eip1": {"type": "5_bgp", "bandwidth_size": 5},
          "eip2": {"type": "5_bgp", "bandwidth_size": 5}}}
        """)!;

    /// <summary>A gateway without EIPs, of which a project can have as many as its quota says.</summary>
    public static JsonNode Private() => JsonNode.Parse(
        """
        {"vpn_gateway": {
          "network_type": "private",
          "vpc_id": "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
          "local_subnets": ["192.168.0.0/24"],
          "connect_subnet": "f5741286-4c1e-4a8d-8a86-2c82bd9ee114"}}
        """)!;

    /// <summary>Text of an object with its members in order, less what the service makes up.</summary>
    public static string WithoutGenerated(JsonNode gateway)
    {
        var members = gateway.AsObject().Where(member => member.Key is not ("id" or "name")).OrderBy(member => member.Key, StringComparer.Ordinal);
        return string.Join('\n', members.Select(member => $"{member.Key}: {member.Value!.ToJsonString()}"));
    }
}
