using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Tests;

/// <summary>All loggers are one.</summary>
internal sealed class OneLog(ILogger log) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => log;

    public void Dispose()
    {
    }
}
