using Eyrie.Platform;

namespace Eyrie.Sinks.Slack;

/// <summary>What to do about the <c>error</c> of the Web API, which comes with status 200.</summary>
internal static class SlackErrors
{
    /// <summary>Classifies an error; one we do not know is taken for a refusal, since then no alert is given up.</summary>
    public static FailureKind Classify(string error) => error switch
    {
        "ratelimited" or "rate_limited" or "message_limit_exceeded" or "internal_error" or "fatal_error"
            or "service_unavailable" or "request_timeout" or "team_added_to_org" or "external_channel_migrating" =>
            FailureKind.Transient,
        "invalid_blocks" or "invalid_blocks_format" or "msg_too_long" or "msg_blocks_too_long" or "no_text"
            or "too_many_attachments" or "invalid_json" or "json_not_object" or "invalid_arguments"
            or "invalid_arg_name" or "invalid_array_arg" or "markdown_text_conflict" => FailureKind.Rejected,
        _ => FailureKind.Fatal,
    };
}
