namespace Eyrie.Sinks.Alertmanager;

/// <summary>Makes names of Prometheus' labels: letters, digits and underscores, no digit first.</summary>
internal static class LabelNames
{
    private const int MaxLength = 100;

    /// <summary>The name with everything else as <c>_</c>; never empty.</summary>
    public static string Of(string name)
    {
        var allowed = string.Create(Math.Min(name.Length, MaxLength), name, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });
        return allowed.Length == 0 || char.IsAsciiDigit(allowed[0]) ? $"_{allowed}" : allowed;
    }
}
