using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>Keeps what is logged as a warning or worse.</summary>
internal sealed class KeptWarnings(ConcurrentQueue<string> kept) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            kept.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
        // What is kept belongs to the test.
    }
}
