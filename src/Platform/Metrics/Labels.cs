namespace Eyrie.Platform.Metrics;

/// <summary>
/// What an instrument's measurements are told apart by, declared where it is made: documentation is written from it and tests hold every
/// measurement to it. It is exported by nobody.
/// </summary>
public static class Labels
{
    /// <summary>The names, for the <c>tags</c> of an instrument.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(params IEnumerable<string> names) =>
        [.. names.Select(static name => new KeyValuePair<string, object?>(name, ""))];
}
