using System.Diagnostics;

namespace VpnMesh.Deployment.Tests.Compose;

/// <summary>The file of compose agrees with the parts, with itself and with the script that makes its secrets.</summary>
public sealed class ComposeTests
{
    private static readonly JsonObject File = Yaml.Document(Deploy.Path("compose/compose.yaml")).AsObject();
    private static readonly JsonObject Services = File["services"]!.AsObject();

    [Fact]
    public void Every_part_is_in_it_and_is_bounded_and_without_rights()
    {
        var parts = Services.Where(service => IsPart(service.Value!)).ToArray();
        parts.Select(service => Image(service.Value!)).Distinct().Order().ShouldBe(Part.Separate.Select(part => part.Name).Order());
        foreach (var (name, service) in parts)
        {
            service!["mem_limit"].ShouldNotBeNull(name);
            service["read_only"]!.GetValue<bool>().ShouldBeTrue(name);
            service["cap_drop"]![0]!.GetValue<string>().ShouldBe("ALL");
            service["restart"]!.GetValue<string>().ShouldBe(IsMigration(name) ? "no" : "unless-stopped");
        }
    }

    [Fact]
    public void Each_part_with_a_store_starts_when_its_migrations_are_done()
    {
        foreach (var part in Part.Stores)
        {
            var (service, migration) = (Services[part.Name]!, Services["migrate-" + part.Name]!);
            service["depends_on"]!["migrate-" + part.Name]!["condition"]!.GetValue<string>().ShouldBe("service_completed_successfully");
            migration["environment"]!["VPNMESH_MIGRATE"]!.GetValue<string>().ShouldBe("only");
            service["environment"]!["VPNMESH_MIGRATE"]!.GetValue<string>().ShouldBe("none");
            service["environment"]!["VPNMESH_URLS"]!.GetValue<string>().ShouldBe($"http://*:{part.Port}");
            migration["image"]!.GetValue<string>().ShouldBe(service["image"]!.GetValue<string>());
        }
    }

    [Fact]
    public void Addresses_are_those_of_the_parts()
    {
        var settings = Services["edge"]!["environment"]!.AsObject();
        var addressed = Part.Stores.Where(part => part.Name != "edge").ToArray();
        foreach (var part in addressed)
        {
            settings["VPNMESH_" + part.Name.Replace('-', '_').ToUpperInvariant()]!.GetValue<string>().ShouldBe($"http://{part.Name}:{part.Port}");
        }
    }

    [Fact]
    public void Every_file_that_a_setting_names_is_a_secret_of_the_service()
    {
        var looked = 0;
        foreach (var (name, service) in Services)
        {
            var mounted = (service!["secrets"]?.AsArray() ?? []).Select(secret => secret is JsonValue value ? value.GetValue<string>() : secret!["target"]!.GetValue<string>()).ToArray();
            foreach (var (_, value) in service["environment"]?.AsObject() ?? [])
            {
                if (value?.ToString() is { } path && path.StartsWith("/run/secrets/", StringComparison.Ordinal))
                {
                    mounted.ShouldContain(Path.GetFileName(path), name);
                    looked++;
                }
            }
        }
        looked.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Secrets_are_made_once_and_kept_from_others()
    {
        using var temp = new TempFolder();
        var folder = Path.Combine(temp.Path, "secrets");
        Make(folder);
        var made = Directory.GetFiles(folder).ToDictionary(path => Path.GetFileName(path), System.IO.File.ReadAllText);
        File["secrets"]!.AsObject().Select(secret => secret.Key).Order().ShouldBe(made.Keys.Order());
        made.Values.ShouldAllBe(content => content.Length > 15);
        made["bus"].ShouldContain(made["rabbitmq-user"].Trim().Split(" = ")[^1]);
        Convert.FromBase64String(made["internal-key"].Trim()).Length.ShouldBe(32);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        System.IO.File.Delete(Path.Combine(folder, "admin-password"));
        Make(folder);
        var again = Directory.GetFiles(folder).ToDictionary(path => Path.GetFileName(path), System.IO.File.ReadAllText);
        again.Where(secret => made[secret.Key] != secret.Value).Select(secret => secret.Key).ShouldBe(["admin-password"]);
    }

    [Fact]
    public void Kubernetes_makes_its_databases_by_the_same_script() =>
        Deploy.Read("kubernetes/overlays/dev/databases.sh").ShouldBe(Deploy.Read("compose/databases.sh"));

    private static void Make(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(Deploy.Path("make-secrets"), [folder]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    private static bool IsPart(JsonNode service) => service["image"]!.GetValue<string>().Contains("vpnmesh/", StringComparison.Ordinal);

    private static bool IsMigration(string service) => service.StartsWith("migrate-", StringComparison.Ordinal);

    private static string Image(JsonNode service) => service["image"]!.GetValue<string>().Split("vpnmesh/")[1].Split(':')[0];
}
