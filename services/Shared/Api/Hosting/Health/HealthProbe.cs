using System.Net;
using Microsoft.Extensions.Configuration;

namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>
/// The program as its own probe (<c>--HEALTH ready|live|started</c>), for containers without a shell: asks the process that has the same
/// settings at its address <c>MANAGEMENT</c>, prints what it said, and ends with 0 when that was yes, else with 1.
/// </summary>
internal static class HealthProbe
{
    private const string Option = "HEALTH";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Which question is asked; null when the program is to run.</summary>
    public static string? QuestionOf(string[] args) => new ConfigurationBuilder().AddCommandLine(args).Build()[Option];

    /// <summary>Asks.</summary>
    /// <param name="question">Which question.</param>
    /// <param name="settings">Where the process is.</param>
    /// <param name="output">Where the answer is printed.</param>
    public static async Task<int> AskAsync(string question, IConfiguration settings, TextWriter output)
    {
        if (!HealthEndpoints.Names.Contains(question))
        {
            return Say(output, $"--{Option} must be one of {string.Join(", ", HealthEndpoints.Names)}.", 1);
        }
        if (settings[ManagementListener.Setting] is not { Length: > 0 } text)
        {
            return Say(output, $"The setting {PartHost.EnvironmentPrefix}{ManagementListener.Setting} is missing: where the process says how it is.", 1);
        }
        var address = ManagementListener.AddressOf(text);
        using var client = new HttpClient(address.CreateHandler()) { Timeout = s_patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(address.FromHere, HealthEndpoints.PathOf(question)));
            return Say(output, (await answer.Content.ReadAsStringAsync()).Trim(), answer.StatusCode == HttpStatusCode.OK ? 0 : 1);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return Say(output, $"nobody answers at {text}", 1);
        }
    }

    private static int Say(TextWriter output, string text, int code)
    {
        output.WriteLine(text);
        return code;
    }
}
