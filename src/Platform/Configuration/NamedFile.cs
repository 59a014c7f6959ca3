namespace Eyrie.Platform.Configuration;

/// <summary>Whether a file that options name can be used.</summary>
public static class NamedFile
{
    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public static string? Problem(string path)
    {
        if (path.Length == 0)
        {
            return "no path";
        }

        if (Directory.Exists(path))
        {
            return "a directory";
        }

        try
        {
            using var file = File.OpenRead(path);
            return file.CanSeek && file.Length == 0 ? "the file is empty" : null; // a pipe is not read: it gives its bytes once
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "there is no such file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the file cannot be read ({e.Message})";
        }
    }
}
