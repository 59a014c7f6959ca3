using Eyrie.Platform.Status;

namespace Eyrie.Commands.Status;

/// <summary>What came of asking a process.</summary>
/// <param name="Url">Where it was asked.</param>
internal sealed record StatusAnswer(Uri Url)
{
    private static readonly TimeSpan Accuracy = TimeSpan.FromSeconds(1);

    /// <summary>What it said; null when it could not be asked.</summary>
    public StatusReport? Report { get; init; }

    /// <summary>Why it could not, with the remedy; empty when it could.</summary>
    public string Problem { get; init; } = "";

    /// <summary>How far its clock is ahead of ours, behind when negative; zero when the way there takes too long to tell.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>A process answered.</summary>
    /// <param name="url">It.</param>
    /// <param name="report">What it said.</param>
    /// <param name="asked">When the question left, by our clock.</param>
    /// <param name="took">Until the answer was here.</param>
    public static StatusAnswer Of(Uri url, StatusReport report, DateTimeOffset asked, TimeSpan took)
    {
        var ahead = report.Now - (asked + (took / 2));
        return new(url) { Report = report, ClockAhead = ahead.Duration() > (took / 2) + Accuracy ? ahead : TimeSpan.Zero };
    }
}
