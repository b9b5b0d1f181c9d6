using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using Xunit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Secrets are searched for in everything that the system writes: its files, its output, its events, its answers.</summary>
public sealed class SecretsTests
{
    [Fact]
    public async Task Secret_keys_passwords_and_tokens_are_found_nowhere()
    {
        await using var system = new EmbeddedSystem();
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var token = await Administration.TokenAsync(system, system.Admin.ProjectId);
        var gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-watched"));
        await api.UntilActiveAsync(gateway);
        var answers = new StringBuilder();
        foreach (var path in new[] { $"/vpn-gateways/{gateway}", "/v3/users", "/v3/projects", "/v3/auth/domains" })
        {
            answers.AppendLine((await api.GetAsync(path)).Json!.ToJsonString());
        }
        // A wrong call with a secret in it is the likeliest to be echoed.
        var user = new JsonObject { ["name"] = "x", ["password"] = system.Admin.Password };
        var wrong = new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = user } };
        var refused = await api.PostAsync("/v3/auth/tokens", new JsonObject { ["auth"] = new JsonObject { ["identity"] = wrong } });
        answers.AppendLine(refused.Json!.ToJsonString());
        await system.StopAsync();

        var written = system.Files().Select(file => (Where: file, Bytes: File.ReadAllBytes(file))).ToList();
        written.Add(("output", Encoding.UTF8.GetBytes(string.Join('\n', system.Output))));
        written.Add(("answers", Encoding.UTF8.GetBytes(answers.ToString())));
        written.Count.ShouldBeGreaterThan(5);
        foreach (var secret in new[] { system.Admin.SecretKey, system.Admin.Password, token })
        {
            written.Where(place => Holds(place.Bytes, secret)).Select(place => place.Where).ShouldBeEmpty();
        }
        // The search itself works: what is no secret is found.
        written.Any(place => Holds(place.Bytes, system.Admin.AccessKey)).ShouldBeTrue();
    }

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
