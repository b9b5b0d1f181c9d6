using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace VpnMesh.Architecture.Tests;

/// <summary>The boundaries between the parts, read off the projects and the compiled assemblies.</summary>
public sealed partial class BoundaryTests
{
    private static readonly string[] Services =
    [
        "VpnMesh.SiteToSite", "VpnMesh.P2C", "VpnMesh.Governance", "VpnMesh.Monitoring", "VpnMesh.Metering", "VpnMesh.GatewayAgent",
    ];

    [Fact]
    public void No_service_references_another_service()
    {
        foreach (var service in Services)
        {
            References(service).Intersect(Services).ShouldBeEmpty($"{service} must reach other services over gRPC or events");
            References(service).ShouldNotContain("VpnMesh.Identity");
            References(service).ShouldNotContain("VpnMesh.Edge");
        }
    }

    [Fact]
    public void Identity_and_the_edge_reference_no_service()
    {
        References("VpnMesh.Identity").Intersect(Services).ShouldBeEmpty();
        References("VpnMesh.Edge").Intersect(Services).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_edge_references_YARP() =>
        Own().Where(assembly => References(assembly).Any(name => name.StartsWith("Yarp", StringComparison.Ordinal))).ShouldBe(["VpnMesh.Edge"]);

    [Fact]
    public void Only_the_storage_core_references_the_database_drivers()
    {
        string[] drivers = ["Npgsql", "Microsoft.Data.Sqlite", "dbup-core"];
        Own().Where(assembly => References(assembly).Intersect(drivers).Any()).ShouldBe(["VpnMesh.Shared.Data"]);
    }

    [Fact]
    public void Only_storage_code_touches_Dapper()
    {
        Sources().Where(path => Repository.Read(path).Contains("Dapper", StringComparison.Ordinal))
            .Where(path => !path.EndsWith("Store.cs", StringComparison.Ordinal) && !path.StartsWith("services/Shared/Data/", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Sql_stands_in_stores_only()
    {
        var outside = Sources()
            .Where(path => !path.EndsWith("Store.cs", StringComparison.Ordinal) && !path.StartsWith("services/Shared/", StringComparison.Ordinal))
            .Where(path => Sql().IsMatch(Repository.Read(path)));
        outside.ShouldBeEmpty();
    }

    [Fact]
    public void Protos_reference_no_project()
    {
        var project = XDocument.Parse(Repository.Read("protos/VpnMesh.Protos.csproj"));
        project.Descendants("ProjectReference").ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_messaging_core_and_Standalone_know_MassTransit()
    {
        Own().Where(assembly => References(assembly).Any(name => name.StartsWith("MassTransit", StringComparison.Ordinal)))
            .ShouldBe(["VpnMesh.Shared.Messaging", "VpnMesh.Standalone"], ignoreOrder: true);
    }

    [Fact]
    public void Top_level_of_the_repository_is_as_fixed()
    {
        string[] allowed =
        [
            "VpnMesh.sln", "protos", "services", "gateway", "tests", "deploy", "tilt", "README.md",
            "Directory.Build.props", "Directory.Packages.props", "global.json",
            // What builds, tests and runs leave; git ignores it.
            "artifacts", "TestResults", "data",
        ];
        Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.'))
            .Except(allowed)
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> Sources() => Repository.Files("services", "*.cs").Concat(Repository.Files("gateway", "*.cs"));

    private static IEnumerable<string> Own() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "VpnMesh.*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => !name.EndsWith(".Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string[] References(string assembly) =>
        [.. Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")).GetReferencedAssemblies().Select(name => name.Name!)];

    [GeneratedRegex(@"\b(SELECT\s+.+\s+FROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b")]
    private static partial Regex Sql();
}
