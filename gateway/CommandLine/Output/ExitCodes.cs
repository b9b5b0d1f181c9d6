namespace VpnMesh.CommandLine.Output;

/// <summary>What the tool ends with; told by <c>vpnmesh --help</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The system refused the call: an HTTP status of 4xx.</summary>
    public const int Refused = 1;

    /// <summary>The command was not understood; nothing was called.</summary>
    public const int Usage = 2;

    /// <summary>Nobody answers, or it is not known where.</summary>
    public const int Unreachable = 3;

    /// <summary>The system failed: an HTTP status of 5xx.</summary>
    public const int ServerError = 4;

    /// <summary><c>status</c>: something answers, but not all is well.</summary>
    public const int Unhealthy = 5;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;

    public const string Help = """
        Exit codes:
          0    done
          1    refused: the error is on stderr, with its code
          2    the command was not understood
          3    nobody answers, or it is not known where
          4    the system failed
          5    status: something is not well
          130  interrupted

        Where the system is, comes from the settings of its processes (VPNMESH_SITE_TO_SITE, VPNMESH_IDENTITY, ..., VPNMESH_BUS) and from
        what a process that runs on this machine left in its data folder (--data, VPNMESH_DATA, or ./data). The key of administrators is
        VPNMESH_INTERNAL_KEY, or the one in that folder. `call` takes VPNMESH_URL, and VPNMESH_ACCESS_KEY, VPNMESH_SECRET_KEY and
        VPNMESH_PROJECT_ID as the first start printed them, or VPNMESH_TOKEN.
        """;
}
