namespace Eyrie.Platform;

/// <summary>Reads secrets from the files that options name, at the moment they are used.</summary>
public static class Secret
{
    /// <summary>The file's text without surrounding white space; null when no file is named.</summary>
    /// <exception cref="PipelineException">Fatal: the file cannot be read, or is empty.</exception>
    public static string? Read(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } secret
                ? secret
                : throw new PipelineException(FailureKind.Fatal, $"the secret file {path} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException(FailureKind.Fatal, $"the secret file {path} cannot be read: {e.Message}", e);
        }
    }
}
