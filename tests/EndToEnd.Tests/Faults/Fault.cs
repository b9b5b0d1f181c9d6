namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>Something that goes wrong, and is set right again.</summary>
/// <param name="Name">What stands in the table.</param>
/// <param name="Lasts">How long it lasts.</param>
/// <param name="Begin">Makes it go wrong.</param>
/// <param name="End">Sets it right; the fault has ended when this returns.</param>
internal sealed record Fault(string Name, TimeSpan Lasts, Func<Task> Begin, Func<Task> End)
{
    /// <summary>Whether no call may be refused, not even while it lasts.</summary>
    public bool Unnoticed { get; init; }
}
