using VpnMesh.Governance.Inventory.Subnets;

namespace VpnMesh.Governance.Reservations;

/// <summary>Everything that is known, at one moment, of what a gateway names.</summary>
internal sealed record GatewaySnapshot
{
    public long Revision { get; init; }

    /// <summary>1 when the gateway has its reservation.</summary>
    public long Reserved { get; init; }

    public long ErKnown { get; init; }
    public long VpcKnown { get; init; }
    public long AccessVpcKnown { get; init; }

    /// <summary>VPC of the interconnection subnet; null when the subnet is not known.</summary>
    public string? ConnectVpcId { get; init; }
    public long ConnectFirst { get; init; }
    public long ConnectLast { get; init; }

    /// <summary>Addresses of the interconnection subnet in use.</summary>
    public long ConnectUsed { get; init; }

    /// <summary>VPC of the access subnet; null when the subnet is not known.</summary>
    public string? AccessSubnetVpcId { get; init; }
    public long AccessFirst { get; init; }
    public long AccessLast { get; init; }

    /// <summary>Addresses of the access subnet in use.</summary>
    public long AccessUsed { get; init; }

    /// <summary>Gateways that count; null when the project has never had one.</summary>
    public long? GatewaysUsed { get; init; }
    public long? GatewayQuotaIsSet { get; init; }
    public long? GatewayQuota { get; init; }

    /// <summary>EIPs created with gateways; null when the project has never had one.</summary>
    public long? EipsUsed { get; init; }
    public long? EipQuotaIsSet { get; init; }
    public long? EipQuota { get; init; }

    public AddressRange AccessRange => new(AccessFirst, AccessLast);

    public long ConnectFree => new AddressRange(ConnectFirst, ConnectLast).Size - ConnectUsed;

    public long AccessFree => AccessRange.Size - AccessUsed;
}
