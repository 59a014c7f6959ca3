using Microsoft.Extensions.Logging;

namespace Eyrie.Demo;

/// <summary>Hands the stages' warnings over as safe lines, so that they do not end in the middle of what the screen shows.</summary>
internal sealed class DemoLog(Action<LogLevel, string> onLine) : ILoggerProvider
{
    private const int MaxLength = 1_000;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Log(categoryName, onLine);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Log(string category, Action<LogLevel, string> onLine) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var cause = exception is null ? "" : $": {exception.Message}";
                onLine(logLevel, SafeText.OneLine($"{category}: {formatter(state, exception)}{cause}", MaxLength));
            }
        }
    }
}
