using System.Globalization;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>Where a letter is on <c>dead.v1</c>; written as <c>partition-offset</c>, which is how people name it.</summary>
public readonly record struct LetterId(int Partition, long Offset)
{
    /// <summary>Reads <c>3-4711</c>.</summary>
    public static bool TryParse(string text, out LetterId id)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var fits = int.TryParse(text.AsSpan(0, Math.Max(dash, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            & long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset);
        id = new(partition, offset);
        return fits;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Offset}");
}
