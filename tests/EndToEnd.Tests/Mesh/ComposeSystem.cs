using System.Diagnostics;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>All parts as containers on this machine, by deploy/compose, of the images that tests/run has made.</summary>
public sealed class ComposeSystem : MeshSystem
{
    /// <summary>Tag of the images of the tests.</summary>
    private const string Tag = "test";

    // tests/run removes what begins like this, should the tests not come to it.
    private readonly string _project = $"vpnmesh-test-{Environment.GetEnvironmentVariable("VPNMESH_TEST_RUN") ?? Guid.CreateVersion7().ToString("N")}";
    private readonly int _brokerPort = FreePort.Next();
    private Subscriber? _subscriber;

    public override IReadOnlyList<string> Killable => [];

    private string Secrets => Path.Combine(Folder.Path, "secrets");

    /// <summary>Whether this machine has what the shape needs.</summary>
    public static bool IsPossible() => Run("docker", "image", "inspect", $"vpnmesh/edge:{Tag}").Code == 0
        && (Run("docker", "compose", "version").Code == 0 || Run("docker-compose", "version").Code == 0);

    /// <summary>Parts are on a network of their own.</summary>
    public override string AddressOf(string setting) => throw new NotSupportedException("Only the edge and the broker can be reached from outside.");

    public override IReadOnlyList<string> Events() => _subscriber!.Received();

    /// <summary>Names of its containers with what their health checks say; nothing for those that have none.</summary>
    public IReadOnlyDictionary<string, string> Health() => Containers("ps", "-q")
        .Select(id => Run("docker", "inspect", "--format", "{{.Name}} {{if .State.Health}}{{.State.Health.Status}}{{end}}", id).Output.Trim().Split(' '))
        .ToDictionary(words => words[0], words => words.Length > 1 ? words[1] : "");

    public override async ValueTask DisposeAsync()
    {
        if (_subscriber is not null)
        {
            await _subscriber.DisposeAsync();
        }
        foreach (var (list, remove) in new[] { (new[] { "ps", "-aq" }, new[] { "rm", "-fv" }), (["network", "ls", "-q"], ["network", "rm"]), (["volume", "ls", "-q"], ["volume", "rm"]) })
        {
            if (Containers(list) is { Length: > 0 } found)
            {
                Run("docker", [.. remove, .. found]);
            }
        }
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task PrepareAsync()
    {
        // The script makes what is missing: these are the ones that the test has to know.
        Directory.CreateDirectory(Secrets);
        Secret("internal-key", Convert.ToBase64String(InternalKey));
        Secret("access-key", Admin.AccessKey);
        Secret("secret-key", Admin.SecretKey);
        Secret("project-id", Admin.ProjectId);
        Secret("admin-password", Admin.Password);
        var (code, output) = await Task.Run(() => Run(Path.Combine(Checkout.Root, "deploy/compose/up"), Variables()));
        if (code != 0)
        {
            throw new InvalidOperationException($"deploy/compose/up ended with {code}:\n{output}\n{Logs()}");
        }
        var bus = File.ReadAllText(Path.Combine(Secrets, "bus")).Replace("@rabbitmq/", $"@127.0.0.1:{_brokerPort}/", StringComparison.Ordinal);
        _subscriber = await Subscriber.StartAsync(bus);
    }

    protected override IEnumerable<PartProcess> Describe() => [];

    private Dictionary<string, string> Variables() => new(Extra.ToDictionary(setting => "VPNMESH_" + setting.Key, setting => setting.Value))
    {
        ["COMPOSE_PROJECT_NAME"] = _project,
        ["VPNMESH_TAG"] = Tag,
        ["VPNMESH_SECRETS"] = Secrets,
        ["VPNMESH_LISTEN"] = $"127.0.0.1:{Port}",
        ["VPNMESH_AMQP"] = $"127.0.0.1:{_brokerPort}",
        ["VPNMESH_POSTGRES_IMAGE"] = Environment.GetEnvironmentVariable("VPNMESH_TEST_POSTGRES_IMAGE") ?? "postgres:17",
        ["VPNMESH_RABBITMQ_IMAGE"] = Environment.GetEnvironmentVariable("VPNMESH_TEST_RABBITMQ_IMAGE") ?? "rabbitmq:4",
    };

    private void Secret(string name, string content)
    {
        var path = Path.Combine(Secrets, name);
        File.WriteAllText(path, content);
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        // Users of containers have other numbers.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>What Docker lists of this project.</summary>
    private string[] Containers(params string[] list) =>
        Run("docker", [.. list, "--filter", $"label=com.docker.compose.project={_project}"]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The last lines of every container.</summary>
    private string Logs() => string.Join('\n', Containers("ps", "-aq").Select(id => Run("docker", "logs", "--tail", "15", id).Output));

    private static (int Code, string Output) Run(string program, params string[] arguments) => Run(program, [], arguments);

    private static (int Code, string Output) Run(string program, Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" 2>&1", "sh", program, .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
