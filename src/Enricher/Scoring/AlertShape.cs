using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Scoring;

/// <summary>
/// What two alerts have in common that are the same but for a pid, a port or a temporary name: rule, subject, executable, command line, file,
/// and for what no process did, who called and for what. As a hash: it is compared, never shown.
/// </summary>
internal sealed class AlertShape
{
    private const int LongestText = 2_048;

    private readonly StringBuilder _text = new();

    /// <summary>The shape. Not thread-safe.</summary>
    public UInt128 Of(string subject, Observation observation, ProcessFact? process)
    {
        _text.Clear();
        Add(subject);
        Add(observation.Format.Sensor());
        Add(observation.Rule?.Name);
        AddLoose(process?.Executable ?? process?.Name);
        AddLoose(process?.CommandLine);
        AddLoose(observation.File?.Path);
        if (process is null)
        {
            Add(observation.Action);
            Add(observation.User?.Name ?? observation.User?.Id);
            Add(observation.Resource?.Type);
            Add(observation.Resource?.Namespace);
            AddLoose(observation.Resource?.Name ?? observation.Cloud?.ResourceName);
        }

        return Hash(_text);
    }

    /// <summary>A rule on a workload.</summary>
    public UInt128 Of(Observation observation, string workload)
    {
        _text.Clear();
        Add(observation.Format.Sensor());
        Add(observation.Rule?.Name);
        Add(workload);
        return Hash(_text);
    }

    /// <summary>A text in which each number, digest and temporary name is one sign.</summary>
    internal static string Loose(string text)
    {
        var loose = new StringBuilder();
        Loosen(text, loose);
        return loose.ToString();
    }

    private void Add(string? text) => _text.Append(text.AsSpan(0, Math.Min(text?.Length ?? 0, LongestText))).Append('\n');

    private void AddLoose(string? text)
    {
        Loosen(text.AsSpan(0, Math.Min(text?.Length ?? 0, LongestText)), _text);
        _text.Append('\n');
    }

    private static void Loosen(ReadOnlySpan<char> text, StringBuilder loose)
    {
        var (isTemporary, isNamedByChance) = (false, false);
        while (!text.IsEmpty)
        {
            var length = WordLength(text);
            if (length == 0)
            {
                isTemporary &= text[0] is '.' or '-' or '/'; // the whole name, and what is below it
                loose.Append(text[0]);
                text = text[1..];
                continue;
            }

            var word = text[..length];
            isNamedByChance = isTemporary && (isNamedByChance || LooksLikeChance(word)); // tmp.XkQzAbCdEf
            if (isNamedByChance)
            {
                loose.Append('*');
            }
            else
            {
                Append(word, loose);
            }

            text = text[length..];
            isTemporary |= EndsInTemporaryFolder(word, text);
        }
    }

    // /tmp/, /var/tmp/, /dev/shm/: programs choose names there by chance.
    private static bool EndsInTemporaryFolder(ReadOnlySpan<char> word, ReadOnlySpan<char> rest) =>
        rest is ['/', ..] && (word is "tmp" || word is "shm" || word is "temp");

    private static bool LooksLikeChance(ReadOnlySpan<char> word)
    {
        var found = word.StartsWith("tmp", StringComparison.Ordinal) || word.ContainsAnyInRange('0', '9');
        for (var i = 1; i < word.Length && !found; i++)
        {
            found = char.IsAsciiLetterUpper(word[i]) && char.IsAsciiLetterLower(word[i - 1]);
        }

        return found;
    }

    // A short word keeps its letters: php8.2 is php#.#, and no other program's. A long one with digits among its letters is a digest or chance.
    private static void Append(ReadOnlySpan<char> word, StringBuilder loose)
    {
        const int Short = 8;
        if (word.Length >= Short && word.ContainsAnyInRange('0', '9'))
        {
            loose.Append('#');
            return;
        }

        for (var i = 0; i < word.Length; i++)
        {
            if (!char.IsAsciiDigit(word[i]))
            {
                loose.Append(word[i]);
            }
            else if (i == 0 || !char.IsAsciiDigit(word[i - 1]))
            {
                loose.Append('#');
            }
        }
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
        {
            length++;
        }

        return length;
    }

    private static UInt128 Hash(StringBuilder text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in text.GetChunks())
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(chunk.Span));
        }

        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
