using System.Collections.Concurrent;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Shouldly;
using VpnMesh.Gateway.Tests.Fixture;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Gateway.Tests.Hosting;

/// <summary>The log in JSON, as it goes to the console.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Lines_of_a_call_have_its_request_and_its_project_in_the_part_and_in_the_edge()
    {
        await using var edge = await EdgeUnderTest.StartAsync("--LOG=json");
        using var log = new KeptLog(edge.App.Services);
        edge.Script.Answer = (_, _) => throw new InvalidOperationException("a \"bad\"\nday");
        var answer = await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways");
        answer.Status.ShouldBe(500);
        edge.Refuses(new RpcException(new Status(StatusCode.DataLoss, "")));
        var second = await edge.SendAsync("GET", $"/v5/{KnownPrincipals.ProjectId}/vpn-gateways");
        edge.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Aside").LogInformation("of no call");
        var lines = log.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var failure = lines.First(line => line.TryGetProperty("Exception", out _));
        failure.GetProperty("Timestamp").GetString().ShouldBe("2026-01-15T08:30:00.000Z");
        failure.GetProperty("Level").GetString().ShouldBe("Error");
        failure.GetProperty("Category").GetString().ShouldBe("VpnMesh.Shared.Api.Errors.ErrorInterceptor");
        failure.GetProperty("Message").GetString().ShouldEndWith("failed");
        failure.GetProperty("Exception").GetString().ShouldNotBeNull().ShouldContain("a \"bad\"\nday");
        IsOf(failure, answer.RequestId).ShouldBeTrue();
        lines.ShouldContain(line => line.GetProperty("Category").GetString()!.EndsWith("AnswerTransform") && IsOf(line, second.RequestId));
        lines.Single(line => line.GetProperty("Category").GetString() == "Aside").TryGetProperty("RequestId", out _).ShouldBeFalse();
        log.Lines.ShouldAllBe(line => line.IndexOf('\n') == line.Length - 1);
    }

    [Fact]
    public void Another_form_is_refused() =>
        Should.Throw<InvalidOperationException>(() => PartHost.CreateBuilder(["--LOG=xml"])).Message.ShouldContain("VPNMESH_LOG");

    private static bool IsOf(JsonElement line, string request) =>
        line.TryGetProperty("RequestId", out var id) && id.GetString() == request
        && line.GetProperty("Project").GetString() == KnownPrincipals.ProjectId;

    /// <summary>The console, kept.</summary>
    private sealed class KeptLog : ILoggerProvider, ISupportExternalScope
    {
        private readonly ConsoleFormatter _formatter;
        private IExternalScopeProvider? _scopes;

        public KeptLog(IServiceProvider services)
        {
            var name = services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
            _formatter = services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == name);
            services.GetRequiredService<ILoggerFactory>().AddProvider(this);
        }

        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
            // What is kept belongs to the test.
        }

        private sealed class Logger(KeptLog log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var line = new StringWriter { NewLine = "\n" };
                log._formatter.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), log._scopes, line);
                log.Lines.Enqueue(line.ToString());
            }
        }
    }
}
