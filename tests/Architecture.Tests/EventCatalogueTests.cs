using Google.Protobuf;
using Google.Protobuf.Reflection;
using Shouldly;
using VpnMesh.Architecture.Tests.Events;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>
/// Holds the catalogue of events to the protos: every event with its type, its fields and an example. Run with VPNMESH_WRITE_CATALOGUE=1
/// to write it anew after a change.
/// </summary>
public sealed class EventCatalogueTests
{
    private const string Catalogue = "protos/vpnmesh/events/README.md";

    [Fact]
    public void Catalogue_lists_every_event_with_its_fields_and_an_example()
    {
        Repository.ShouldHold(Catalogue, EventCatalogue.Write());
    }

    [Fact]
    public void Every_event_names_its_resource_and_what_happened()
    {
        EventProtos.All.ShouldNotBeEmpty();
        EventProtos.All.Select(EventProtos.TypeOf).ShouldAllBe(type => System.Text.RegularExpressions.Regex.IsMatch(type, @"^[a-z][a-z0-9_]*\.[a-z_]+$"));
        EventProtos.All.Select(EventProtos.TypeOf).ShouldBeUnique();
    }

    [Fact]
    public void No_event_has_a_field_for_a_secret()
    {
        string[] secrets = ["psk", "password", "secret", "private_key", "token", "content"];
        EventProtos.All.SelectMany(message => message.Fields.InDeclarationOrder()).ShouldAllBe(field => !secrets.Any(field.Name.Contains));
    }

    /// <summary>An event, or what it holds, with a value in every field.</summary>
    internal static IMessage Example(MessageDescriptor message)
    {
        var example = message.Parser.ParseFrom([]);
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(example)).Add(Value(field));
                continue;
            }
            field.Accessor.SetValue(example, Value(field));
        }
        return example;
    }

    private static (string Old, string New) Statuses(FieldDescriptor field) => field.ContainingType.Name switch
    {
        "VpnGatewayCertificateStatusChanged" => ("BINDING", "BOUND"),
        "VpnGatewayJobStatusChanged" => ("upgrading", "pending_upgrade_confirm"),
        _ => ("PENDING_CREATE", "ACTIVE"),
    };

    private static object Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Example(field.MessageType),
        FieldType.Int32 => field.Name switch
        {
            "place" => 1,
            "window_seconds" => 60,
            "sent" or "received" => 10,
            "peer_port" => 500,
            "status" => 201,
            _ => 300,
        },
        FieldType.Int64 => 4711L,
        _ => field.Name switch
        {
            "id" or "vpn_gateway_id" => "620d99b8-4c1e-4a8d-8a86-200b868f2d7d",
            "name" => "vpngw-3caf",
            "vpc_id" => "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
            "flavor" => "Professional1",
            "network_type" => "public",
            "attachment_type" => "vpc",
            "ha_mode" => "active-active",
            "availability_zone_ids" => "region-1a",
            "ip_address" => "203.0.113.8",
            "charge_mode" => "bandwidth",
            "share_type" => "PER",
            "bandwidth_id" => "10e8de67-4c1e-4a8d-8a86-9b7b1b3d2c55",
            "old_status" => Statuses(field).Old,
            "new_status" => Statuses(field).New,
            "changed" => "name",
            "job_type" => "upgrade",
            "status" => "upgrading",
            "from_version" => "5.0.0",
            "to_version" => "5.1.0",
            "error_message" => "",
            "id_type" => "ip",
            "id_value" => "198.51.100.21",
            "customer_gateway_id" => "5247ae10-3c1d-4b7e-8f52-dd36659a7f5d",
            "style" => "STATIC",
            "ha_role" => "master",
            "algorithms" => "ikepolicy.encryption_algorithm aes-128",
            "happened_at" => "2027-02-20T07:41:39.000Z",
            "level" => "info",
            "kind" => "ike_sa_established",
            "message" => "the peer is authenticated",
            "gateway_address" or "source_ip" => "198.51.100.60",
            "peer_address" or "destination_ip" => "203.0.113.32",
            "vpn_connection_id" => "cae286f2-8b1d-4e6f-a4c9-e22416ca1220",
            "proto_type" => "icmp",
            "window_start" => "2027-02-20T07:41:00.000Z",
            "expire_time" or "started_at" => "2027-02-20T07:41:39.000Z",
            "ended_at" => "2027-02-20T09:12:05.000Z",
            "expiration_time" => "2033-08-05T11:52:34.000Z",
            "client_virtual_ip" => "172.16.0.5",
            "client_ip" => "198.51.100.77",
            "client_user_name" => "anna",
            "reason" => "the client hung up",
            "key" => "owner",
            "value" => "team-7",
            "subject" => "CN=p2cvpn.test",
            "issuer" => "CN=p2cvpn.test",
            "serial_number" => "615955163158013834112157325302512345678901234567",
            "p2c_vgw_id" => "595210dc-7998-4ba3-aeb9-516fbcf7853c",
            "client_cidr" => "172.16.0.0/16",
            "local_subnets" => "192.168.0.0/24",
            "client_auth_type" => "LOCAL_PASSWORD",
            "vpn_server_id" => "0e325fb6-83b9-4004-a343-8b6fc714a5d9",
            "user_group_id" => "7625fd92-2e20-4e4d-8c56-66f110fbfaa8",
            "user_ids" => "41ad472e-d3e4-482b-8f00-7b2c1bfc4b7d",
            "dest_ip_cidrs" => "192.168.1.0/24",
            "log_group_id" => "05c4052d-8d14-488f-aa00-19fea5a25fdd",
            "log_stream_id" => "d9d85143-e1e1-427a-9994-d8b8fd9ebe3f",
            "ca_expire_time" or "certificate_expire_time" => "2033-08-05T11:52:34.000Z",
            "part" => "site-to-site",
            "zone" => "region-1a",
            "lease_until" or "raised_at" or "window_start" => "2027-02-20T07:41:39.000Z",
            "cleared_at" => "2027-02-20T07:52:05.000Z",
            "rule" => "connection_down",
            "about_type" => "vpn_connection",
            "about_id" or "vpn_connection_id" => "f7b1a1c2-9a51-4f7b-8a3b-5b4dd1b4a0d3",
            "about_name" => "vpn-3caf",
            "summary" => "the connection is down since 2027-02-20T07:36:39.000Z",
            "quota_type" => "vpn_connection",
            "drift" => "counter",
            "done" => "corrected",
            "user_id" => "0198c0a15b5c7d3e8f60718293a4b5c6",
            "user_name" => "anna",
            "domain_id" => "0198c0a15b5c7d3e8f60718293a4b5c7",
            "domain_name" => "vpnmesh",
            "access_key" => "AKEXAMPLE",
            "credential" => "signature",
            "address" => "198.51.100.77",
            "operation" => "CreateVgw",
            "action" => "vpn:vpnGateways:create",
            "resource_type" => "vpnGateways",
            "resource_id" => "",
            "method" => "POST",
            "path" => "/v5/0605768a3300d5762f8bc01c7a0b2f5a/vpn-gateways",
            "outcome" => "succeeded",
            "error_code" => "",
            _ => throw new InvalidOperationException($"No example for the field {field.FullName}: add one here."),
        },
    };
}
