namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>What every part has in the base, so that one more part is not forgotten half-way.</summary>
public sealed class PartTests
{
    private const string Agent = "gateway-agent";
    private static readonly IReadOnlyList<JsonObject> Base = Overlay.Of("base");

    public static TheoryData<string> Parts => [.. Part.Separate.Select(part => part.Name)];

    public static TheoryData<string> Stores => [.. Part.Stores.Select(part => part.Name)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void It_has_probes_that_mean_something(string part)
    {
        foreach (var container in Workloads(part).SelectMany(workload => workload.Containers()))
        {
            foreach (var (probe, path) in new[] { ("startupProbe", "started"), ("livenessProbe", "live"), ("readinessProbe", "ready") })
            {
                container[probe]!["httpGet"]!.ToJsonString().ShouldBe($$"""{"path":"/health/{{path}}","port":"management"}""");
            }
            Ports(container).ShouldContain(("management", 9090));
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void It_listens_where_its_service_and_its_image_say(string part)
    {
        var port = Part.All.Single(one => one.Name == part).Port;
        var service = One("Service", part)["spec"]!;
        var name = service["ports"]!.AsArray().Single()!["targetPort"]!.GetValue<string>();
        service["ports"]![0]!["port"]!.GetValue<int>().ShouldBe(port);
        // Callers balance over the replicas themselves, as one connection carries all their calls; clients of the edge do not.
        (service["clusterIP"]?.GetValue<string>() == "None").ShouldBe(part != "edge");
        foreach (var workload in Workloads(part))
        {
            service["selector"]!.AsObject().ShouldAllBe(label => label.Value!.GetValue<string>() == part);
            Ports(workload.Containers().Single()).ShouldContain((name, port));
            Setting(workload, "VPNMESH_URLS").ShouldBe($"http://*:{port}");
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void It_has_two_replicas_and_one_is_left_at_any_time(string part)
    {
        foreach (var workload in Workloads(part))
        {
            var pods = workload["spec"]!;
            var scaled = Base.SingleOrDefault(one => one.Kind() == "HorizontalPodAutoscaler" && one["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>() == workload.Name());
            (scaled is null).ShouldBe(part == Agent, "how many agents there are is not a question of load");
            // What a manifest says beside an autoscaler would undo what this has done, at each rollout.
            (scaled is null ? pods["replicas"] : scaled["spec"]!["minReplicas"])!.GetValue<int>().ShouldBe(2);
            (scaled is not null && pods["replicas"] is not null).ShouldBeFalse();
            var budget = One("PodDisruptionBudget", part)["spec"]!;
            budget["maxUnavailable"]!.GetValue<int>().ShouldBe(1);
            budget["selector"]!.Selects(workload.Pod()!).ShouldBeTrue();
            pods["template"]!["spec"]!["topologySpreadConstraints"]!.AsArray().Count.ShouldBe(2);
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void A_rollout_takes_no_replica_before_another_is_ready(string part) =>
        Workloads(part).Single()["spec"]!["strategy"]!["rollingUpdate"]!.ToJsonString().ShouldBe("""{"maxSurge":1,"maxUnavailable":0}""");

    [Theory]
    [MemberData(nameof(Parts))]
    public void It_has_time_to_drain(string part)
    {
        // The host gives calls 30 seconds after that.
        var drain = int.Parse(Config("vpnmesh")["VPNMESH_DRAIN_SECONDS"]!.GetValue<string>());
        Workloads(part).ShouldAllBe(workload => workload.Pod()!["spec"]!["terminationGracePeriodSeconds"]!.GetValue<int>() > drain + 30);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void It_takes_calls_from_those_alone_who_have_its_address(string part)
    {
        var policy = Base.Single(one => one.Kind() == "NetworkPolicy" && one.Name() == part)["spec"]!;
        Workloads(part).ShouldAllBe(workload => policy["podSelector"]!.Selects(workload.Pod()!));
        policy["policyTypes"]![0]!.GetValue<string>().ShouldBe("Ingress");
        var rule = policy["ingress"]!.AsArray().Single()!;
        Workloads(part).ShouldAllBe(workload => Ports(workload.Containers().Single()).Any(port => port.Name == rule["ports"]![0]!["port"]!.GetValue<string>()));
        (rule["from"] is null).ShouldBe(part == "edge");
        foreach (var caller in rule["from"]?.AsArray() ?? [])
        {
            var labels = caller!["podSelector"]!["matchLabels"]!.AsObject();
            (labels.ContainsKey("vpnmesh.io/operator") || Workloads(labels["app.kubernetes.io/name"]!.GetValue<string>()).Count > 0).ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_else_is_let_in_or_out()
    {
        var deny = Base.Single(one => one.Kind() == "NetworkPolicy" && one.Name() == "default-deny");
        deny["spec"]!.ToJsonString().ShouldBe("""{"podSelector":{},"policyTypes":["Ingress","Egress"]}""");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void It_migrates_before_it_is_rolled_out(string part)
    {
        var job = One("Job", "migrate-" + part);
        job.Label("vpnmesh.io/step").ShouldBe("migrate");
        Setting(job, "VPNMESH_MIGRATE").ShouldBe("only");
        var workload = Workloads(part).Single();
        Setting(workload, "VPNMESH_MIGRATE").ShouldBe("none");
        workload.Label("vpnmesh.io/step").ShouldBe(part == "edge" ? "edge" : "parts");
        job.Containers().Single()["image"]!.ToJsonString().ShouldBe(workload.Containers().Single()["image"]!.ToJsonString());
        job.Pod()!["spec"]!["volumes"]!.ToJsonString().ShouldBe(workload.Pod()!["spec"]!["volumes"]!.ToJsonString());
    }

    [Fact]
    public void No_pod_has_more_rights_than_it_needs()
    {
        foreach (var manifest in Overlay.All.Where(manifest => manifest.Pod() is not null))
        {
            var pod = manifest.Pod()!["spec"]!;
            pod["automountServiceAccountToken"]!.GetValue<bool>().ShouldBeFalse(manifest.Name());
            pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>().ShouldBeTrue(manifest.Name());
            pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>().ShouldBe("RuntimeDefault");
            foreach (var container in manifest.Containers())
            {
                container["securityContext"]!["allowPrivilegeEscalation"]!.GetValue<bool>().ShouldBeFalse(manifest.Name());
                container["securityContext"]!["capabilities"]!.ToJsonString().ShouldBe("""{"drop":["ALL"]}""");
                container["resources"]!["requests"]!.AsObject().Count.ShouldBe(2, manifest.Name());
                container["resources"]!["limits"]!["memory"].ShouldNotBeNull(manifest.Name());
                var image = container["image"]!.GetValue<string>();
                (container["securityContext"]!["readOnlyRootFilesystem"]?.GetValue<bool>() == true).ShouldBe(image.Contains("vpnmesh/", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Images_are_those_that_are_built()
    {
        var built = Part.All.Select(part => "vpnmesh/" + part.Name).ToHashSet();
        var images = Overlay.All.SelectMany(manifest => manifest.Containers()).Select(container => container["image"]!.GetValue<string>()).Distinct();
        images.Where(image => image.Contains("vpnmesh/", StringComparison.Ordinal))
            .ShouldAllBe(image => built.Contains(image.Replace("registry.example/", "").Split(':', 2)[0]));
        Overlay.Of("overlays/production").SelectMany(manifest => manifest.Containers())
            .ShouldAllBe(container => container["image"]!.GetValue<string>().StartsWith("registry.example/", StringComparison.Ordinal));
    }

    [Fact]
    public void Addresses_of_parts_are_those_of_their_services()
    {
        var addresses = Config("vpnmesh").Where(setting => setting.Value!.GetValue<string>().StartsWith("http://", StringComparison.Ordinal) && setting.Key != "VPNMESH_MANAGEMENT").ToArray();
        addresses.Length.ShouldBe(5);
        foreach (var (name, address) in addresses)
        {
            var uri = new Uri(address!.GetValue<string>());
            One("Service", uri.Host)["spec"]!["ports"]![0]!["port"]!.GetValue<int>().ShouldBe(uri.Port, name);
            name.ShouldBe("VPNMESH_" + uri.Host.Replace('-', '_').ToUpperInvariant());
        }
    }

    private static IReadOnlyList<JsonObject> Workloads(string part) =>
        [.. Base.Where(one => one.Kind() is "Deployment" or "StatefulSet" && one.Application() == part)];

    private static JsonObject One(string kind, string name) => Base.Single(one => one.Kind() == kind && one.Name() == name);

    private static JsonObject Config(string name) => One("ConfigMap", name)["data"]!.AsObject();

    private static IReadOnlyList<(string Name, int Number)> Ports(JsonObject container) =>
        [.. container["ports"]!.AsArray().Select(port => (port!["name"]!.GetValue<string>(), port["containerPort"]!.GetValue<int>()))];

    /// <summary>A setting of a container: its own, or that of the last ConfigMap it names.</summary>
    private static string? Setting(JsonObject workload, string name)
    {
        var container = workload.Containers().Single();
        var own = container["env"]?.AsArray().SingleOrDefault(one => one!["name"]!.GetValue<string>() == name);
        return (own?["value"] ?? container["envFrom"]!.AsArray().Select(map => Config(map!["configMapRef"]!["name"]!.GetValue<string>())[name]).LastOrDefault(value => value is not null))
            ?.GetValue<string>();
    }
}
