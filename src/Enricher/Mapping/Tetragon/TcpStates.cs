namespace Eyrie.Enricher.Mapping.Tetragon;

/// <summary>Reads from the tracepoint <c>inet_sock_set_state</c> what became of a connection: its arguments are the socket, the old state, the new one.</summary>
internal static class TcpStates
{
    private const string Tracepoint = "inet_sock_set_state";
    private const int Established = 1;
    private const int SynSent = 2;
    private const int SynReceived = 3;
    private const int Close = 7;
    private const int Listen = 10;

    /// <summary>What it is; null for any other hook, and for states on the way.</summary>
    public static ActKind? Kind(string action, in TetragonPolicyEvent said) => Change(action, said) switch
    {
        (_, SynSent) or (SynReceived, Established) => ActKind.ConnectionStart,
        (_, Listen) => ActKind.Listening,
        (Listen or SynSent, Close) => null, // no connection was there that could end
        (_, Close) => ActKind.ConnectionEnd,
        _ => null,
    };

    /// <summary>Who began it, seen from the host; null when the change does not tell.</summary>
    public static string? Direction(string action, in TetragonPolicyEvent said) => Change(action, said) switch
    {
        (_, SynSent) or (SynSent, _) => "egress",
        (SynReceived, Established) => "ingress",
        _ => null,
    };

    private static (int Old, int New) Change(string action, in TetragonPolicyEvent said)
    {
        var (old, now) = (0, 0);
        if (action == Tracepoint)
        {
            foreach (var argument in said.Arguments)
            {
                if (argument.HasIntArg)
                {
                    (old, now) = (now, argument.IntArg);
                }
            }
        }

        return (old, now);
    }
}
