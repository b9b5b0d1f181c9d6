using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>Who may pass a server, and where to, put together from what the service told piece by piece.</summary>
public sealed class ServerAccess
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DesiredUser> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idsByName = new(StringComparer.Ordinal);
    private IReadOnlyList<DesiredPolicy> _policies = [];

    /// <summary>The revision of what is known.</summary>
    public long Revision { get; private set; }

    /// <summary>What the members of groups reach.</summary>
    public IReadOnlyList<DesiredPolicy> Policies
    {
        get
        {
            lock (_lock)
            {
                return _policies;
            }
        }
    }

    /// <summary>The user of a name, or null.</summary>
    public DesiredUser? Find(string name)
    {
        lock (_lock)
        {
            return _idsByName.TryGetValue(name, out var id) ? _users[id] : null;
        }
    }

    /// <summary>Takes in a piece.</summary>
    internal void Take(DesiredAccess piece)
    {
        lock (_lock)
        {
            foreach (var id in piece.RemovedUserIds)
            {
                Remove(id);
            }
            foreach (var user in piece.Users)
            {
                Remove(user.UserId);
                _users[user.UserId] = user;
                _idsByName[user.Name] = user.UserId;
            }
            _policies = piece.Policies?.Items.ToArray() ?? _policies;
            Revision = Math.Max(Revision, piece.Revision);
        }
    }

    private void Remove(string id)
    {
        if (_users.Remove(id, out var user) && _idsByName.GetValueOrDefault(user.Name) == id)
        {
            _idsByName.Remove(user.Name);
        }
    }
}
