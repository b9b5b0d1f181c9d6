namespace VpnMesh.Contract.Tests.Access;

/// <summary>Who calls an operation, by what he has been granted.</summary>
internal enum Caller
{
    /// <summary>Has no grant.</summary>
    Stranger,

    /// <summary>Has the action of the operation on the project, and the actions of other services, none else of this one.</summary>
    Exact,

    /// <summary>Has the action of the operation on the project, and nothing of other services.</summary>
    ActionAlone,

    /// <summary>Has every action on the project but that of the operation.</summary>
    EveryOther,

    /// <summary>Has the action in an enterprise project that nothing is in.</summary>
    Elsewhere,

    /// <summary>Has the action in the enterprise project of the resources.</summary>
    InItsEnterpriseProject,

    /// <summary>Has VPN ReadOnlyAccess on the project.</summary>
    ReadOnly,

    /// <summary>Has VPN FullAccess on the project.</summary>
    Full,

    /// <summary>Has VPN FullAccess, and an access key that has been disabled.</summary>
    DisabledKey,

    /// <summary>Has VPN FullAccess, and a token from before his permissions changed.</summary>
    RevokedToken,
}
