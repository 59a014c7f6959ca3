namespace Eyrie.Enricher.Documents;

/// <summary>Writes permissions as ECS wants them: octal.</summary>
internal static class FileModes
{
    private const int Bits = 9;

    /// <summary><c>-rw-r--r--</c> is <c>0644</c>; null for what are not permissions, open flags for instance.</summary>
    public static string? Octal(string? mode)
    {
        if (mode is not { Length: Bits + 1 })
        {
            return null;
        }

        var value = 0;
        for (var i = 1; i <= Bits; i++)
        {
            if (mode[i] is not ('r' or 'w' or 'x' or 's' or 'S' or 't' or 'T' or '-'))
            {
                return null;
            }

            value = (value << 1) | (mode[i] is 'r' or 'w' or 'x' or 's' or 't' ? 1 : 0);
        }

        var special = (mode[3] is 's' or 'S' ? 4 : 0) | (mode[6] is 's' or 'S' ? 2 : 0) | (mode[9] is 't' or 'T' ? 1 : 0);
        return $"{special}{value >> 6}{(value >> 3) & 7}{value & 7}";
    }
}
