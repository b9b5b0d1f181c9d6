using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>
/// A list of users to create, judged entry by entry (contract: BatchCreateVpnUsers): each that breaks a rule is named once, with a cause.
/// </summary>
internal sealed class NewVpnUserBatch
{
    private readonly VpnServerRow _server;
    private readonly Dictionary<string, string> _groups;
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _addresses;

    /// <param name="server">The server.</param>
    /// <param name="wanted">The list: each entry has a name and a password.</param>
    /// <param name="groups">The groups of the server.</param>
    /// <param name="taken">What its users have.</param>
    public NewVpnUserBatch(
        VpnServerRow server,
        IEnumerable<NewVpnUserOfBatch> wanted,
        IEnumerable<GroupOfUsers> groups,
        IReadOnlyCollection<TakenByUser> taken)
    {
        _server = server;
        _groups = groups.ToDictionary(group => group.Name, group => group.Id, StringComparer.Ordinal);
        _names = taken.Select(user => user.Name).ToHashSet(StringComparer.Ordinal);
        _addresses = taken.Select(user => user.StaticIp).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Invalid = [.. wanted.Select(user => (User: user, Cause: Cause(user))).Where(judged => judged.Cause is not null)
            .Select(judged => VpnUserAnswers.Invalid(judged.User, judged.Cause!))];
    }

    /// <summary>The entries at fault, in their order; of those that are alike the first is not.</summary>
    public IReadOnlyList<InvalidVpnUser> Invalid { get; }

    /// <summary>Id of the server.</summary>
    public string ServerId => _server.Id;

    /// <summary>Id of the group that an entry names, which must exist; null when it names none.</summary>
    public string? GroupId(NewVpnUserOfBatch user) => user.HasUserGroupName ? _groups[user.UserGroupName] : null;

    /// <summary>The address of an entry; null when it is drawn at each connection.</summary>
    public static string? StaticIp(NewVpnUserOfBatch user) => StaticAddresses.Stored(user.HasStaticIp ? user.StaticIp : null);

    private string? Cause(NewVpnUserOfBatch user)
    {
        // Both are asked for whatever else is wrong: what is named twice stays so when the other faults are mended.
        var nameIsTaken = !_names.Add(user.Name);
        var addressIsTaken = StaticIp(user) is { } address && !_addresses.Add(address);
        return NameCause(user.Name, nameIsTaken) ?? PasswordCause(user) ?? OtherCause(user) ?? AddressCause(user, addressIsTaken);
    }

    private static string? NameCause(string name, bool isTaken)
    {
        if (!UserNames.IsWellFormed(name))
        {
            return $"User name invalid: it {UserNames.Form}.";
        }
        if (UserNames.IsReserved(name))
        {
            return ErrorCatalogue.UserNameReserved.Message;
        }
        return isTaken ? "Duplicate user name." : null;
    }

    private static string? PasswordCause(NewVpnUserOfBatch user)
    {
        var fault = PasswordRules.Fault(user.Password, user.Name);
        if (fault == ErrorCatalogue.PasswordComplexity && !PasswordRules.IsLengthAllowed(user.Password))
        {
            return "Password length invalid.";
        }
        return fault?.Message;
    }

    private string? OtherCause(NewVpnUserOfBatch user)
    {
        if (user.HasDescription && !VpnUserRules.IsDescription(user.Description))
        {
            return $"Description invalid: it {VpnUserRules.DescriptionForm}.";
        }
        return user.HasUserGroupName && !_groups.ContainsKey(user.UserGroupName) ? ErrorCatalogue.GroupNotFound.Message : null;
    }

    private string? AddressCause(NewVpnUserOfBatch user, bool isTaken)
    {
        var fault = (user.HasStaticIp ? StaticAddresses.FormFault(user.StaticIp) : null) ?? StaticAddresses.Fault(StaticIp(user), _server.ClientCidr);
        if (fault is not null)
        {
            return $"Static address invalid: it {fault}.";
        }
        return isTaken ? "Duplicate static address." : null;
    }
}
