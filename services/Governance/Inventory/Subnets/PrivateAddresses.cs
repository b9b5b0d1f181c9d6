namespace VpnMesh.Governance.Inventory.Subnets;

/// <summary>The private access addresses of a gateway.</summary>
internal static class PrivateAddresses
{
    private const string Field1 = "vpn_gateway.access_private_ip_1";
    private const string Field2 = "vpn_gateway.access_private_ip_2";

    /// <summary>What can be allotted of a block: the first address is that of the subnet's own gateway.</summary>
    public static AddressRange Allottable(AddressRange block) => block with { First = block.First + 1 };

    /// <summary>A block for a subnet that nobody registered: always the same for its id.</summary>
    public static AddressRange Synthetic(string subnetId)
    {
        var network = (10L << 24) + ((Convert.ToInt64(subnetId[^2..], 16) & 0xff) << 16);
        return Allottable(new AddressRange(network + 1, network + 0xfffe));
    }

    /// <summary>The two addresses that a caller names.</summary>
    /// <param name="text1">First address.</param>
    /// <param name="text2">Second address.</param>
    /// <param name="range">Addresses of the access subnet; null when nobody registered it, so that any will do.</param>
    /// <param name="used">Those in use.</param>
    /// <exception cref="Shared.Api.Errors.DomainException"><c>VPN.0001</c></exception>
    public static (long, long) Named(string text1, string text2, AddressRange? range, IReadOnlyList<long> used)
    {
        var address1 = One(Field1, text1, range, used);
        var address2 = One(Field2, text2, range, used);
        return address1 == address2 ? throw Refusals.Invalid(Field2, $"must differ from {Field1}") : (address1, address2);
    }

    /// <summary>The two lowest free addresses; null when there are fewer.</summary>
    /// <param name="range">Addresses of the access subnet.</param>
    /// <param name="used">Those in use.</param>
    public static (long, long)? Free(AddressRange range, IReadOnlyList<long> used)
    {
        var taken = used.ToHashSet();
        long? first = null;
        for (var address = range.First; address <= range.Last; address++)
        {
            if (taken.Contains(address))
            {
                continue;
            }
            if (first is { } found)
            {
                return (found, address);
            }
            first = address;
        }
        return null;
    }

    private static long One(string field, string text, AddressRange? range, IReadOnlyList<long> used)
    {
        var address = AddressRange.ToNumber(text) ?? throw Refusals.Invalid(field, "must be an IPv4 address");
        if (range is { } bounds && !bounds.Contains(address))
        {
            throw Refusals.Invalid(field, "must be in the access subnet");
        }
        return used.Contains(address) ? throw Refusals.Invalid(field, "must be a free address") : address;
    }
}
