using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Logs;

namespace VpnMesh.Messaging.Tests;

/// <summary>Keeps what consumers of events log, with the request and the project that the line is about.</summary>
internal sealed class KeptLog : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<(string Text, string? RequestId, string? Project)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.Contains("EventConsumer", StringComparison.Ordinal));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // What is kept belongs to the test.
    }

    private sealed class Logger(KeptLog log, bool isConsumers) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => isConsumers;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!isConsumers)
            {
                return;
            }
            var calls = new List<ILoggedCall>();
            log._scopes.ForEachScope((scope, found) => found.AddRange(scope is ILoggedCall call ? [call] : []), calls);
            log.Lines.Enqueue((formatter(state, exception), calls.SingleOrDefault()?.RequestId, calls.SingleOrDefault()?.Project));
        }
    }
}
