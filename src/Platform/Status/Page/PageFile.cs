namespace Eyrie.Platform.Status.Page;

/// <summary>A file of the page.</summary>
/// <param name="Type">Its content type.</param>
/// <param name="Text">Its content.</param>
internal sealed record PageFile(string Type, string Text)
{
    /// <summary>Reads it out of this assembly.</summary>
    public static PageFile Read(string name, string type)
    {
        using var content = new StreamReader(typeof(PageFile).Assembly.GetManifestResourceStream($"Eyrie.Platform.Status.Page.{name}")!);
        return new(type, content.ReadToEnd());
    }
}
