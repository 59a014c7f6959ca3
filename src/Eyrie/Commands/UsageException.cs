namespace Eyrie.Commands;

/// <summary>The user has to write something else, on the command line or in the configuration: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
