using System.Data.Common;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>Another transaction took what this one had found free.</summary>
internal sealed class OvertakenException : Exception
{
    public OvertakenException()
        : base("another transaction was first")
    {
    }
}

/// <summary>Work that looks first and takes then is done again when somebody else was quicker in between.</summary>
internal static class Contention
{
    private const int Attempts = 8;

    /// <summary>Runs an attempt until it is not overtaken.</summary>
    /// <exception cref="DomainException"><c>VPN.0030</c> when it is overtaken time and again.</exception>
    public static async Task<T> AgainWhenOvertakenAsync<T>(this Database database, Func<int, Task<T>> attempt)
    {
        for (var number = 1; number <= Attempts; number++)
        {
            try
            {
                return await attempt(number);
            }
            catch (OvertakenException)
            {
                // Look again.
            }
            catch (DbException exception) when (database.Dialect.IsDuplicateKey(exception))
            {
                // Look again.
            }
        }
        throw ErrorCatalogue.Busy.With();
    }
}
