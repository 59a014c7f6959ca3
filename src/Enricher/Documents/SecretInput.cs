using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds secrets that one program writes to another: <c>echo x | passwd --stdin</c>, <c>sudo -S &lt;&lt;&lt; x</c>, <c>expect</c>'s <c>send</c>.</summary>
internal static class SecretInput
{
    /// <summary>One of these is in every text with such input.</summary>
    public static readonly string[] Hints = ["chpasswd", "passwd -", "sudo -S", "--password-stdin", "--with-token", "--passphrase-fd", "cryptsetup", "| passwd", "|passwd", "smbpasswd", "kinit", "send "];

    // How far back the writer may be, and how far the reader.
    private const int Reach = 512;

    // 'passwd' asks twice.
    private const int MostEchoes = 2;

    private static readonly SearchValues<string> Readers = SearchValues.Create(Hints.AsSpan(..^1), StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Prompts = SearchValues.Create(["assword", "assphrase", "asswd", "PIN"], StringComparison.Ordinal);

    private static readonly SearchValues<char> Ends = SearchValues.Create("|;&\n\"'`");

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, List<Range> secrets)
    {
        for (var at = 0; text.AsSpan(at).IndexOfAny(Readers) is >= 0 and var hit; at += hit + 1)
        {
            FindWriter(text, at, at + hit, secrets);
            FindHereString(text, at + hit, secrets);
        }

        for (var at = 0; text.IndexOf("send ", at, StringComparison.Ordinal) is >= 0 and var send; at = send + 1)
        {
            FindAnswer(text, send, secrets);
        }
    }

    // 'echo x | passwd --stdin': all that is echoed.
    private static void FindWriter(string text, int from, int reader, List<Range> secrets)
    {
        if (text[reader] == '|')
        {
            var name = text.AsSpan(++reader).TrimStart(' ');
            if (name.Length > "passwd".Length && (char.IsAsciiLetterOrDigit(name["passwd".Length]) || name["passwd".Length] is '-' or '_' or '.'))
            {
                return; // 'passwd-check'
            }
        }

        from = Math.Max(from, reader - Reach);
        var pipe = text.AsSpan(from, reader - from).LastIndexOf('|');
        if (pipe < 0)
        {
            return;
        }

        pipe += from;
        from = Math.Max(0, pipe - Reach);
        var before = text.AsSpan(from, pipe - from);
        for (var echoes = 0; echoes < MostEchoes && Echo(before) is >= 0 and var echo; echoes++)
        {
            if (echoes > 0 && !before[..echo].TrimEnd(' ').EndsWith("("))
            {
                break; // 'echo hello; echo x | passwd'
            }

            AddEchoed(text, from + echo + before[echo..].IndexOf(' ') + 1, pipe, secrets);
            before = before[..echo];
        }
    }

    // '(echo x; echo x) | passwd' repeats it; what was echoed to another command stays.
    private static int Echo(ReadOnlySpan<char> before)
    {
        var echo = Math.Max(before.LastIndexOf("echo "), before.LastIndexOf("printf "));
        return echo < 0 || before[echo..].ContainsAny('|', '\n') ? -1 : echo;
    }

    private static void AddEchoed(string text, int start, int pipe, List<Range> secrets)
    {
        Span<Range> words = stackalloc Range[16];
        var count = ShellWords.Split(text, start - 1, words);
        for (var i = 0; i < count; i++)
        {
            if (words[i].Start.Value < pipe && text[words[i].Start.Value] != '-')
            {
                AddAnswer(text, words[i].Start.Value, Math.Min(words[i].End.Value, pipe), secrets);
            }
        }
    }

    private static void FindHereString(string text, int reader, List<Range> secrets)
    {
        var after = text.AsSpan(reader, Math.Min(Reach, text.Length - reader));
        var end = after.IndexOfAny(Ends);
        var here = (end < 0 ? after : after[..end]).IndexOf("<<<");
        if (here >= 0)
        {
            var start = reader + here + "<<<".Length;
            start += start < text.Length && text[start] == ' ' ? 1 : 0;
            AddAnswer(text, start, ShellWords.End(text, start), secrets);
        }
    }

    // 'expect "assword:" { send "x\r" }': what answers a prompt for a password.
    private static void FindAnswer(string text, int send, List<Range> secrets)
    {
        var from = Math.Max(0, send - 128);
        if (!text.AsSpan(from, send - from).ContainsAny(Prompts))
        {
            return;
        }

        Span<Range> words = stackalloc Range[2];
        var count = ShellWords.Split(text, send + "send".Length, words);
        for (var i = 0; i < count; i++)
        {
            if (text[words[i].Start.Value] is not '-')
            {
                AddAnswer(text, words[i].Start.Value, words[i].End.Value, secrets);
                return;
            }
        }
    }

    private static void AddAnswer(string text, int start, int end, List<Range> secrets)
    {
        if (end - start > 1 && text[start] is '"' or '\'' && text[end - 1] == text[start])
        {
            (start, end) = (start + 1, end - 1);
        }

        if (end > start && SecretValues.IsWorthHiding(text.AsSpan(start, end - start)))
        {
            secrets.Add(start..end);
        }
    }
}
