using System.Globalization;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>The wall clock of processes that libfaketime is loaded into; their monotonic one runs on as it is.</summary>
internal sealed class Clock : IDisposable
{
    private const string Library = "libfaketimeMT.so.1";
    private readonly TempFolder _folder = new();
    private readonly string _file;

    private Clock(string library)
    {
        _file = Path.Combine(_folder.Path, "clock");
        Move(TimeSpan.Zero);
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAKETIME_TIMESTAMP_FILE"] = _file,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            // Without it every wait of the runtime on a condition would end at once.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        };
    }

    /// <summary>What a process is started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The clock, or null where libfaketime is not installed.</summary>
    public static Clock? Find()
    {
        var library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateFiles("/usr/lib", Library, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }).FirstOrDefault()
            : null;
        return library is null ? null : new Clock(library);
    }

    /// <summary>Sets it so much ahead of the machine's, or behind.</summary>
    public void Move(TimeSpan by)
    {
        // Replaced in one step, since it may be read at any time.
        var next = _file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{by.TotalSeconds:+0;-0;+0}\n"));
        File.Move(next, _file, overwrite: true);
    }

    public void Dispose() => _folder.Dispose();
}
