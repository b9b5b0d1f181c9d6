namespace VpnMesh.Shared.Api.Logs;

/// <summary>A call on behalf of which things are logged: the scope of a logger. What is not known yet is null or empty.</summary>
public interface ILoggedCall
{
    /// <summary>Id of the request that a user made.</summary>
    string? RequestId { get; }

    /// <summary>Project it is about.</summary>
    string? Project { get; }
}
