namespace Eyrie.Sinks.Routing.Silences;

/// <summary>A silence as somebody asks for it.</summary>
/// <param name="Match">Its matchers, as a file has them: texts, lists of texts, maps.</param>
/// <param name="All">It may fit everything.</param>
/// <param name="Creator">Who wants it.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">From this moment on.</param>
/// <param name="Until">Until before this one.</param>
internal sealed record NewSilence(
    IReadOnlyDictionary<string, object> Match, bool All, string Creator, string Reason, DateTimeOffset From, DateTimeOffset Until);
