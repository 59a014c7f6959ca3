namespace Eyrie.Platform.Configuration;

/// <summary>One thing that is wrong with the configuration, in words for whoever wrote it.</summary>
/// <param name="Where"><c>eyrie.yaml:12</c>, or the environment variable.</param>
/// <param name="Key">The key as it was written, for instance <c>sensors[0].address</c>.</param>
/// <param name="Found">What is there.</param>
/// <param name="Allowed">What may be there; empty when nothing can be said.</param>
/// <param name="Nearest">The known key or word that was probably meant; null when none is near.</param>
public sealed record ConfigurationProblem(
    string Where, string Key, string Found, string Allowed = "", string? Nearest = null)
{
    /// <summary>It matters only to a process that makes use of the section: a file, a variable or a key is not there.</summary>
    public bool MattersInUse { get; init; }

    /// <summary>What was found is a whole sentence, as options put it themselves.</summary>
    public bool IsSentence { get; init; }

    /// <summary>The problem on one line, what is allowed on a second one.</summary>
    public override string ToString()
    {
        var text = $"{Where}: {(Key.Length > 0 ? Key + ": " : "")}{(IsSentence ? "" : "found ")}{Found}";
        text += Nearest is null ? "" : $"; did you mean {Nearest}?";
        return Allowed.Length > 0 ? $"{text}\n  allowed: {Allowed}" : text;
    }
}
