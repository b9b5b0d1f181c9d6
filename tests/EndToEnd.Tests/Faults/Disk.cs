using System.Diagnostics;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Faults;

/// <summary>A small disk for the files of a server, which can be filled: memory that is mounted, for which one has to be root.</summary>
internal sealed class Disk : IDisposable
{
    private readonly TempFolder _folder = new();

    private Disk() => Filling = System.IO.Path.Combine(Path, "filling");

    public string Path => _folder.Path;

    private string Filling { get; }

    /// <summary>A disk, or null where none can be mounted.</summary>
    /// <param name="megabytes">Its size.</param>
    public static Disk? Mount(int megabytes)
    {
        var disk = new Disk();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0777", "tmpfs", disk.Path))
        {
            return disk;
        }
        disk._folder.Dispose();
        return null;
    }

    /// <summary>Takes all that is left.</summary>
    public void Fill()
    {
        var block = new byte[1024 * 1024];
        using var file = new FileStream(Filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = block.Length; size >= 1; size /= 2)
        {
            while (TryWrite(file, block.AsSpan(0, size)))
            {
            }
        }
    }

    public void Free() => File.Delete(Filling);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool TryWrite(FileStream file, ReadOnlySpan<byte> block)
    {
        try
        {
            file.Write(block);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
