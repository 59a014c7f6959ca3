using Eyrie.Platform;

namespace Eyrie.Sinks.Slack;

/// <summary>What to do about the <c>error</c> of the Web API, which comes with status 200, and about a webhook's words.</summary>
internal static class SlackErrors
{
    /// <summary>Classifies an error; one we do not know is taken for a refusal, since then no alert is given up.</summary>
    public static FailureKind Classify(string error) => error switch
    {
        "ratelimited" or "rate_limited" or "message_limit_exceeded" or "internal_error" or "fatal_error"
            or "service_unavailable" or "request_timeout" or "team_added_to_org" or "external_channel_migrating"
            or "rollup_error" or "update_failed" => FailureKind.Transient,
        "invalid_blocks" or "invalid_blocks_format" or "invalid_attachments" or "msg_too_long" or "msg_blocks_too_long" or "no_text"
            or "too_many_attachments" or "attachment_payload_limit_exceeded" or "invalid_json" or "json_not_object" or "invalid_arguments"
            or "invalid_arg_name" or "invalid_array_arg" or "markdown_text_conflict" or "invalid_metadata_format" or "invalid_metadata_schema"
            or "metadata_too_large" or "invalid_payload" => FailureKind.Rejected,
        _ => FailureKind.Fatal,
    };

    /// <summary>Slack does not let us post there; somewhere else it may.</summary>
    public static bool IsAboutPlace(string error) => error.Trim() is
        "channel_not_found" or "not_in_channel" or "is_archived" or "channel_is_archived" or "restricted_action"
            or "restricted_action_read_only_channel" or "restricted_action_non_threadable_channel" or "posting_to_general_channel_denied"
            or "action_prohibited" or "no_service" or "no_active_hooks" or "user_not_found" or "no_team";

    /// <summary>The message that was to be changed or answered is not there any more, or not ours to change.</summary>
    public static bool IsAboutMessage(string error) => error is
        "message_not_found" or "cant_update_message" or "edit_window_closed" or "thread_not_found" or "cannot_reply_to_message"
            or "restricted_action_thread_locked" or "invalid_ts";
}
