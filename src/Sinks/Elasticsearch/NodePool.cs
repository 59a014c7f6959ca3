namespace Eyrie.Sinks.Elasticsearch;

/// <summary>The nodes of one cluster, and how each of them is. They take turns; one that fails rests, longer each time. Thread-safe.</summary>
internal sealed class NodePool(IReadOnlyList<string> urls, TimeProvider time)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRestAfterSilence = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestTrial = TimeSpan.FromMinutes(1);

    // Who takes long to fail is asked that much less often: a node that hangs costs a tenth of the time at most.
    private const int RestForWait = 10;

    private readonly Lock _gate = new();
    private readonly Node[] _nodes = [.. urls.Select(url => new Node(url))];
    private int _turn = -1;

    /// <summary>How many there are.</summary>
    public int Count => _nodes.Length;

    /// <summary>Whose turn it is: nodes that rest come last, the one that has rested longest first.</summary>
    /// <param name="tried">Those that were asked the same thing before.</param>
    /// <returns>Null when all were tried.</returns>
    public Node? Next(IReadOnlyCollection<Node> tried)
    {
        lock (_gate)
        {
            Node? next = null;
            _turn = (_turn + 1) % _nodes.Length;
            for (var i = 0; i < _nodes.Length; i++)
            {
                var node = _nodes[(_turn + i) % _nodes.Length];
                if (!tried.Contains(node) && (next is null || node.RestsUntil < next.RestsUntil))
                {
                    next = node;
                }
            }

            if (next is { IsOnTrial: true })
            {
                (next.IsOnTrial, next.RestsUntil) = (false, time.GetUtcNow() + LongestTrial); // no second one until this is answered
            }

            return next;
        }
    }

    /// <summary>It has answered.</summary>
    /// <returns>Whether it did not before.</returns>
    public bool Answered(Node node)
    {
        lock (_gate)
        {
            var isNews = node.Failures > 0 || !node.IsKnown;
            (node.Failures, node.RestsUntil, node.IsKnown, node.IsOnTrial) = (0, default, true, false);
            return isNews;
        }
    }

    /// <summary>It has not. Of several that asked it at the same time, the first counts.</summary>
    /// <param name="node">The node.</param>
    /// <param name="asked">When it was asked.</param>
    /// <returns>Whether it did before.</returns>
    public bool Failed(Node node, DateTimeOffset asked)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (node.Failures > 0 && asked < node.FailedAt)
            {
                return false;
            }

            (node.RestsUntil, node.FailedAt) = (now + RestAfter(node.Failures, now - asked), now);
            (node.Failures, node.IsKnown, node.IsOnTrial) = (node.Failures + 1, true, false);
            return node.Failures == 1;
        }
    }

    /// <summary>A node that has rested: somebody is to find out whether it is back, and to say so. Each is given to one at a time.</summary>
    public Node? TakeRested()
    {
        lock (_gate)
        {
            var node = _nodes.Length == 1 ? null : Array.Find(_nodes, node => node is { Failures: > 0, IsAsked: false, IsOnTrial: false } && node.RestsUntil <= time.GetUtcNow());
            if (node is not null)
            {
                node.IsAsked = true;
            }

            return node;
        }
    }

    /// <summary>Ends what <see cref="TakeRested"/> began.</summary>
    /// <param name="node">The node.</param>
    /// <param name="answers">It answers small questions: one real request is to find out the rest.</param>
    public void GiveBack(Node node, bool answers)
    {
        lock (_gate)
        {
            node.IsAsked = false;
            if (answers && node.Failures > 0)
            {
                (node.IsOnTrial, node.RestsUntil) = (true, default);
            }
        }
    }

    private static TimeSpan RestAfter(int failures, TimeSpan waited)
    {
        var rest = FirstRest * Math.Pow(2, Math.Min(failures, 10));
        rest = rest < LongestRest ? rest : LongestRest;
        var forWait = waited * RestForWait;
        forWait = forWait < LongestRestAfterSilence ? forWait : LongestRestAfterSilence;
        return rest > forWait ? rest : forWait;
    }

    /// <summary>One of them.</summary>
    internal sealed class Node(string url)
    {
        public string Url { get; } = url;

        /// <summary>So many times in a row it did not answer.</summary>
        public int Failures { get; set; }

        /// <summary>Others are asked until then; the past, when it answers.</summary>
        public DateTimeOffset RestsUntil { get; set; }

        /// <summary>When it failed last.</summary>
        public DateTimeOffset FailedAt { get; set; }

        /// <summary>The next request goes to it, and no other until it is answered.</summary>
        public bool IsOnTrial { get; set; }

        /// <summary>Somebody finds out whether it is back.</summary>
        public bool IsAsked { get; set; }

        /// <summary>It was asked at least once.</summary>
        public bool IsKnown { get; set; }
    }
}
