using System.Buffers.Binary;
using System.Net;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>A gateway as the loopback backend has it, with its clients.</summary>
internal sealed class LoopbackGateway(DesiredP2cGateway desired)
{
    // Each client takes a block of four; the gateway itself is in the first.
    private const int BlockSize = 4;
    private const int PacketSize = 1024;
    private const string CallersIp = "203.0.113.99";
    private readonly HashSet<string> _welcomed = new(StringComparer.Ordinal);

    public DesiredP2cGateway Desired { get; set; } = desired;

    /// <summary>Its server, without the private key.</summary>
    public DesiredServer? Server { get; private set; }

    /// <summary>Who may pass.</summary>
    public ServerAccess? Access { get; private set; }

    public Dictionary<string, ClientSession> Sessions { get; } = new(StringComparer.Ordinal);

    /// <summary>Sessions whose end the service has yet to take in.</summary>
    public List<EndedSession> Ended { get; } = [];

    /// <summary>Takes over what the server is to be. Clients must dial in anew when what they negotiated changes.</summary>
    /// <returns>Whether sessions ended.</returns>
    public bool Apply(DesiredServer server, long nowMs)
    {
        var before = Server;
        Server = server.Clone();
        Server.Spec.PrivateKey = "";
        var isSame = before is null || (before.Spec.ClientCidr, before.Spec.Port, before.Spec.ClientAuthType, before.Spec.EncryptionAlgorithm)
            == (server.Spec.ClientCidr, server.Spec.Port, server.Spec.ClientAuthType, server.Spec.EncryptionAlgorithm);
        return !isSame && EndAll(nowMs, "the server was changed");
    }

    /// <summary>Takes over who may pass.</summary>
    /// <returns>Whether sessions ended.</returns>
    public bool Apply(ServerAccess access, long nowMs)
    {
        Access = access;
        if (Server?.Spec.ClientAuthType != "LOCAL_PASSWORD")
        {
            return false;
        }
        var gone = Sessions.Values.Where(session => access.Find(session.UserName) is null).Select(session => session.Id).ToArray();
        foreach (var id in gone)
        {
            End(id, nowMs, "the user was deleted");
        }
        return gone.Length > 0;
    }

    /// <summary>Opens a session for each client that dials in by itself, may pass and has not done so before.</summary>
    /// <returns>Whether sessions were opened.</returns>
    public bool Welcome(LoopbackCallers callers, TimeProvider time)
    {
        var isByPassword = Server?.Spec.ClientAuthType == "LOCAL_PASSWORD";
        var opened = callers.Names
            .Where(name => Server is not null && (!isByPassword || Access?.Find(name) is not null) && _welcomed.Add(name))
            .Select(name => Open(time.NewId(), name, CallersIp, time.NowMs()));
        return opened.ToArray().Any(session => session is not null);
    }

    /// <summary>Opens a session, or refuses: the server is full, or the address of the user is in use.</summary>
    public ClientSession? Open(string id, string userName, string clientIp, long nowMs)
    {
        if (Server is null || Sessions.Count >= Desired.Spec.MaxConnectionNumber || AddressFor(userName) is not { } address)
        {
            return null;
        }
        return Sessions[id] = new ClientSession
        {
            Id = id,
            ServerId = Server.ServerId,
            ClientVirtualIp = address,
            ClientIp = clientIp,
            UserName = userName,
            EstablishedAtMs = nowMs,
        };
    }

    public void End(string id, long nowMs, string reason)
    {
        if (Sessions.Remove(id, out var session))
        {
            Ended.Add(new EndedSession { Session = session, EndedAtMs = nowMs, Reason = reason });
        }
    }

    /// <returns>Whether there were any.</returns>
    public bool EndAll(long nowMs, string reason)
    {
        var ids = Sessions.Keys.ToArray();
        foreach (var id in ids)
        {
            End(id, nowMs, reason);
        }
        return ids.Length > 0;
    }

    public void Carry(string id, long inboundBytes, long outboundBytes)
    {
        var session = Sessions[id];
        session.InboundBytes += inboundBytes;
        session.OutboundBytes += outboundBytes;
        session.InboundPackets += Packets(inboundBytes);
        session.OutboundPackets += Packets(outboundBytes);
    }

    public ObservedSessions Observed(long nowMs) => new()
    {
        GatewayId = Desired.GatewayId,
        CollectedAtMs = nowMs,
        Sessions = { Sessions.Values.Select(session => session.Clone()) },
        Ended = { Ended },
    };

    private static string Text(uint address) => new IPAddress(BinaryPrimitives.ReverseEndianness(address)).ToString();

    private static long Packets(long bytes) => (bytes + PacketSize - 1) / PacketSize;

    private string? AddressFor(string userName)
    {
        var taken = Sessions.Values.Select(session => session.ClientVirtualIp).ToHashSet(StringComparer.Ordinal);
        if (Access?.Find(userName)?.StaticIp is { Length: > 0 } fixedAddress)
        {
            return taken.Contains(fixedAddress) ? null : fixedAddress;
        }
        var clients = AddressBlock.Parse(Server!.Spec.ClientCidr);
        for (var block = clients.First + BlockSize; block <= clients.Last; block += BlockSize)
        {
            var address = Text((uint)(block + 1));
            if (!taken.Contains(address))
            {
                return address;
            }
        }
        return null;
    }
}
