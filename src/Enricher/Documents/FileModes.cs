namespace Eyrie.Enricher.Documents;

/// <summary>Writes permissions as ECS wants them: octal.</summary>
internal static class FileModes
{
    private const int Bits = 9;

    // All there are: '0000' to '7777'.
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 4096).Select(static value => $"{value >> 9}{(value >> 6) & 7}{(value >> 3) & 7}{value & 7}")];

    /// <summary>ECS's word for the first letter of <c>drwxr-xr-x</c>; null for what is no permission.</summary>
    public static string? Type(string? mode) => Octal(mode) is null || mode is not { Length: Bits + 1 } ? null : mode[0] switch
    {
        '-' => "file",
        'd' => "dir",
        'l' => "symlink",
        'c' => "char_device",
        'b' => "block_device",
        'p' => "fifo",
        's' => "socket",
        _ => null,
    };

    /// <summary><c>-rw-r--r--</c> is <c>0644</c>; also of <c>0644</c> and <c>S_IRUSR|S_IWUSR</c>; null for what are not permissions, open flags for instance.</summary>
    public static string? Octal(string? mode)
    {
        if (mode is not { Length: Bits + 1 })
        {
            return Number(mode) ?? Named(mode);
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
        return Texts[(special << Bits) | value];
    }

    // '0755', '755', '100644' as the kernel has it.
    private static string? Number(string? mode) =>
        mode is { Length: >= 3 and <= 6 } && mode.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0 ? Texts[Value(mode)] : null;

    private static int Value(string octal)
    {
        var value = 0;
        foreach (var digit in octal)
        {
            value = (value << 3) | (digit - '0');
        }

        return value % Texts.Length;
    }

    // Falco's 'S_IRUSR|S_IWUSR|S_IXUSR'.
    private static string? Named(string? mode)
    {
        if (mode?.StartsWith("S_I", StringComparison.Ordinal) is not true)
        {
            return null;
        }

        var value = 0;
        foreach (var range in mode.AsSpan().Split('|'))
        {
            value |= mode.AsSpan()[range] switch
            {
                "S_ISUID" => 0x800,
                "S_ISGID" => 0x400,
                "S_ISVTX" => 0x200,
                "S_IRUSR" => 0x100,
                "S_IWUSR" => 0x80,
                "S_IXUSR" => 0x40,
                "S_IRGRP" => 0x20,
                "S_IWGRP" => 0x10,
                "S_IXGRP" => 8,
                "S_IROTH" => 4,
                "S_IWOTH" => 2,
                "S_IXOTH" => 1,
                _ => 0,
            };
        }

        return Texts[value];
    }
}
