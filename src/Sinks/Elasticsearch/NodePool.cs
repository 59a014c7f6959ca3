namespace Eyrie.Sinks.Elasticsearch;

/// <summary>The nodes of one cluster, and how each of them is. They take turns; one that fails rests, longer each time. Thread-safe.</summary>
internal sealed class NodePool(IReadOnlyList<string> urls, TimeProvider time)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

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
            (node.Failures, node.RestsUntil, node.IsKnown) = (0, default, true);
            return isNews;
        }
    }

    /// <summary>It has not.</summary>
    /// <returns>Whether it did before.</returns>
    public bool Failed(Node node)
    {
        lock (_gate)
        {
            var rest = FirstRest * Math.Pow(2, Math.Min(node.Failures, 10));
            (node.Failures, node.RestsUntil, node.IsKnown) = (node.Failures + 1, time.GetUtcNow() + (rest < LongestRest ? rest : LongestRest), true);
            return node.Failures == 1;
        }
    }

    /// <summary>A node that has rested: somebody is to find out whether it is back, and to say so. Each is given to one at a time.</summary>
    public Node? TakeRested()
    {
        lock (_gate)
        {
            var node = _nodes.Length == 1 ? null : Array.Find(_nodes, node => node is { Failures: > 0, IsAsked: false } && node.RestsUntil <= time.GetUtcNow());
            if (node is not null)
            {
                node.IsAsked = true;
            }

            return node;
        }
    }

    /// <summary>Ends what <see cref="TakeRested"/> began.</summary>
    public void GiveBack(Node node)
    {
        lock (_gate)
        {
            node.IsAsked = false;
        }
    }

    /// <summary>One of them.</summary>
    internal sealed class Node(string url)
    {
        public string Url { get; } = url;

        /// <summary>So many times in a row it did not answer.</summary>
        public int Failures { get; set; }

        /// <summary>Others are asked until then; the past, when it answers.</summary>
        public DateTimeOffset RestsUntil { get; set; }

        /// <summary>Somebody finds out whether it is back.</summary>
        public bool IsAsked { get; set; }

        /// <summary>It was asked at least once.</summary>
        public bool IsKnown { get; set; }
    }
}
