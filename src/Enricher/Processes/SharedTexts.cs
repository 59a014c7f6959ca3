namespace Eyrie.Enricher.Processes;

/// <summary>Keeps one copy of texts and users that repeat. Forgets all when full: it only saves memory.</summary>
internal sealed class SharedTexts
{
    private const int Most = 20_000;
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<UserFact> _users = [];

    public string? Share(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (_texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        Trim(_texts);
        _texts.Add(text);
        return text;
    }

    public UserFact? Share(UserFact? user)
    {
        if (user is null)
        {
            return null;
        }

        if (_users.TryGetValue(user, out var shared))
        {
            return shared;
        }

        Trim(_users);
        _users.Add(user);
        return user;
    }

    private static void Trim<T>(HashSet<T> kept)
    {
        if (kept.Count >= Most)
        {
            kept.Clear();
        }
    }
}
