using System.Diagnostics;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>What the README names is there.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_path_that_the_README_names_exists()
    {
        var paths = Path().Matches(Repository.Read("README.md")).Select(match => match.Value).Distinct().ToArray();
        paths.Length.ShouldBeGreaterThan(15);
        paths.Where(path => !File.Exists(Full(path)) && !Directory.Exists(Full(path))).ShouldBeEmpty();
    }

    [Fact]
    public void The_gate_calls_the_command_that_the_README_gives()
    {
        Repository.Read("README.md").ShouldContain("```sh\ntests/run\n```");
        Repository.Read(".ci/run").TrimEnd().ShouldEndWith("\ntests/run");
    }

    [Fact]
    public async Task Programs_run_where_the_reader_stands_and_find_their_data_there()
    {
        var projects = Project().Matches(Repository.Read("README.md")).Select(match => match.Groups[1].Value).Distinct().ToArray();
        projects.Length.ShouldBeGreaterThan(5);
        foreach (var project in projects)
        {
            var start = new ProcessStartInfo("dotnet", ["msbuild", Full(project), "-getProperty:RunWorkingDirectory"]) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().ShouldBeEmpty(project);
        }
    }

    private static string Full(string path) => System.IO.Path.Combine(Repository.Root, path);

    [GeneratedRegex(@"\b(protos|services|gateway|tests|deploy)/[A-Za-z0-9_./-]*[A-Za-z0-9]")]
    private static partial Regex Path();

    [GeneratedRegex(@"--project (\S+)")]
    private static partial Regex Project();
}
