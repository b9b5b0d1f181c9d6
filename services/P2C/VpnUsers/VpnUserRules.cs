using System.Text.RegularExpressions;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>The rules of form of requests about users.</summary>
internal static partial class VpnUserRules
{
    public const string StaticIpField = "user.static_ip";

    /// <summary>How many users a server may have.</summary>
    public const int MostUsers = 500;

    /// <summary>What a well-formed description is, for messages.</summary>
    public const string DescriptionForm = "must be at most 64 digits, letters, CJK characters U+4E00 to U+9FA5, underscores and hyphens";

    /// <exception cref="DomainException">
    /// <c>VPN.0001</c>, <c>VPN.1317</c>, <c>VPN.1310</c>, <c>VPN.1308</c>, <c>VPN.1309</c>, <c>VPN.1314</c>
    /// </exception>
    public static void Check(NewVpnUser? user)
    {
        var violations = new Violations();
        Required(violations, "user", user is not null);
        if (user is not null)
        {
            Name(violations, user);
            Password(violations, user);
            Description(violations, user.HasDescription ? user.Description : null);
            StaticIp(violations, user.HasStaticIp ? user.StaticIp : null);
        }
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(VpnUserChanges? user)
    {
        var violations = new Violations();
        Required(violations, "user", user is not null);
        Description(violations, user is { HasDescription: true } ? user.Description : null);
        StaticIp(violations, user is { HasStaticIp: true } ? user.StaticIp : null);
        violations.ThrowIfAny();
    }

    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1318</c></exception>
    public static void Check(VpnUserBatch? users)
    {
        var violations = new Violations();
        Required(violations, "users", users is not null);
        foreach (var (index, user) in (users?.Items ?? []).Index())
        {
            Required(violations, $"users[{index}].name", user.HasName);
            Required(violations, $"users[{index}].password", user.HasPassword);
        }
        violations.ThrowIfAny();
        RequireAny(users!.Items.Count);
    }

    /// <summary>The ids of users of a list, in lower case.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.1318</c>, <c>VPN.1315</c></exception>
    public static string[] Ids(VpnUserReferences? users)
    {
        var violations = new Violations();
        Required(violations, "users", users is not null);
        foreach (var (index, user) in (users?.Items ?? []).Index())
        {
            Required(violations, $"users[{index}].id", user.HasId);
        }
        violations.ThrowIfAny();
        RequireAny(users!.Items.Count);
        var ids = users.Items.Select(user => user.Id.ToLowerInvariant()).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return ids.FirstOrDefault(id => !seen.Add(id)) is { } twice ? throw ErrorCatalogue.UserDuplicate.With(twice) : ids;
    }

    /// <summary>Refuses a request without a field that it needs.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void CheckGiven(params (string Name, bool IsGiven)[] fields)
    {
        var violations = new Violations();
        foreach (var (name, isGiven) in fields)
        {
            Required(violations, name, isGiven);
        }
        violations.ThrowIfAny();
    }

    public static bool IsDescription(string text) => DescriptionPattern().IsMatch(text);

    private static void Required(Violations violations, string field, bool given)
    {
        if (!given)
        {
            violations.Add(field, "is required");
        }
    }

    private static void RequireAny(int users)
    {
        if (users == 0)
        {
            throw ErrorCatalogue.UserListEmpty.For("users");
        }
    }

    private static void Name(Violations violations, NewVpnUser user)
    {
        Required(violations, "user.name", user.HasName);
        if (user.HasName && !UserNames.IsWellFormed(user.Name))
        {
            violations.Add("user.name", UserNames.Form);
        }
        if (UserNames.IsReserved(user.Name))
        {
            violations.Add(ErrorCatalogue.UserNameReserved, "user.name");
        }
    }

    private static void Password(Violations violations, NewVpnUser user)
    {
        Required(violations, "user.password", user.HasPassword);
        if (user.HasPassword && PasswordRules.Fault(user.Password, user.Name) is { } fault)
        {
            violations.Add(fault, "user.password");
        }
    }

    private static void Description(Violations violations, string? description)
    {
        if (description is not null && !IsDescription(description))
        {
            violations.Add("user.description", DescriptionForm);
        }
    }

    private static void StaticIp(Violations violations, string? address)
    {
        if (address is not null && StaticAddresses.FormFault(address) is { } fault)
        {
            violations.Add(StaticIpField, fault);
        }
    }

    [GeneratedRegex(@"\A[\u4e00-\u9fa5A-Za-z0-9_-]{0,64}\z")]
    private static partial Regex DescriptionPattern();
}
