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

    private static string Full(string path) => System.IO.Path.Combine(Repository.Root, path);

    [GeneratedRegex(@"\b(protos|services|gateway|tests|deploy)/[A-Za-z0-9_./-]*[A-Za-z0-9]")]
    private static partial Regex Path();
}
