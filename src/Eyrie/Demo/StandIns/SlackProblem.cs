namespace Eyrie.Demo.StandIns;

/// <summary>Something wrong with a message to Slack.</summary>
/// <param name="Error">Slack's word for it; null when Slack would take the message, to the harm of who reads it.</param>
/// <param name="Detail">Where, and what is allowed.</param>
internal readonly record struct SlackProblem(string? Error, string Detail);

/// <summary>What is found wrong with one message.</summary>
internal sealed class SlackProblems(SlackTrust trust) : List<SlackProblem>
{
    /// <summary>Which links and mentions are meant.</summary>
    public SlackTrust Trust => trust;
}
