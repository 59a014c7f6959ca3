using Eyrie.Contracts;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>The alerts that one address is to be told of in one message, usually those of an incident.</summary>
internal sealed class NoticeGroup(string name, RouteTarget target)
{
    // What is no incident has no end: after such a silence it begins anew.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    // Older ones are a backlog, not a call for help.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private PendingAlert? _leader; // the worst of the news
    private PendingAlert? _newest;

    public string Name { get; } = name;

    public RouteTarget Target { get; private set; } = target;

    /// <summary>What was told of it; null when nothing was.</summary>
    public Told? Told { get; set; }

    /// <summary>What has not been told, in the order in which it came.</summary>
    public List<PendingAlert> News { get; private set; } = [];

    /// <summary>The word that it is over.</summary>
    public PendingAlert? Closing { get; set; }

    /// <summary>The worst of the news.</summary>
    public Severity Worst { get; private set; }

    /// <summary>When the freshest of the worst news was written.</summary>
    public DateTimeOffset Freshest { get; private set; }

    public bool IsEmpty => News.Count == 0 && Closing is null;

    public void Add(PendingAlert alert, RouteTarget route)
    {
        Target = route;
        News.Add(alert);
        Weigh(alert);
    }

    /// <summary>
    /// Keeps of the news whole what a message shows: the worst, and of the newest what it says. Of the others only what is counted; a thousand of
    /// them take little more memory than ten.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="lightened">Gets each that takes less memory now.</param>
    public void Lighten(DateTimeOffset now, Action<PendingAlert> lightened)
    {
        var added = News[^1];
        var (leader, newest) = (_leader, _newest);
        (_leader, _newest) = (leader is null || IsWorseThan(added, leader) ? added : leader, added);
        foreach (var old in (ReadOnlySpan<PendingAlert?>)[leader, newest == leader ? null : newest])
        {
            if (old is not null && old != _leader && old.Fold(Name))
            {
                lightened(old);
            }
        }

        if ((_newest != _leader || !IsWorse(now)) && _newest.Forget())
        {
            lightened(_newest);
        }
    }

    /// <summary>Hands the news over.</summary>
    public List<PendingAlert> Take()
    {
        var taken = News;
        Replace([]);
        return taken;
    }

    /// <summary>Takes back what could not be told.</summary>
    public void Return(List<PendingAlert> taken)
    {
        taken.AddRange(News);
        Replace(taken);
    }

    /// <summary>Leaves out what somebody else tells now.</summary>
    public void Drop(Predicate<PendingAlert> isGone)
    {
        if (News.RemoveAll(isGone) > 0)
        {
            Replace(News);
        }

        Closing = Closing is { } closing && isGone(closing) ? null : Closing;
    }

    /// <summary>Nobody there knows of it, or it is told anew.</summary>
    public bool IsNew(DateTimeOffset now) => Told is not { } told || told.Closed || now - told.FirstAt >= Target.Settings.RepeatInterval
        || (told.Incident.Length == 0 && now - told.LastAt > LongestSilence);

    /// <summary>It brings something that people there do not know to be so bad.</summary>
    public bool IsWorse(DateTimeOffset now) => News.Count > 0 && (IsNew(now) || Worst > Told!.Worst);

    /// <summary>It must not wait behind anything.</summary>
    public bool IsUrgent(DateTimeOffset now) => Worst >= Severity.Critical && IsWorse(now) && now - Freshest <= Fresh;

    /// <summary>When it is to be told.</summary>
    /// <param name="now">The time.</param>
    /// <param name="usual">The interval between two notices, unless the route has its own.</param>
    /// <param name="most">A bound for both.</param>
    public DateTimeOffset DueAt(DateTimeOffset now, TimeSpan usual, TimeSpan? most = null)
    {
        if (Closing is not null || IsWorse(now))
        {
            return DateTimeOffset.MinValue;
        }

        var interval = Target.Settings.UpdateInterval ?? usual;
        return Told!.LastAt + (most < interval ? most.Value : interval);
    }

    private void Replace(List<PendingAlert> news)
    {
        (News, Worst, Freshest, _leader, _newest) = (news, Severity.Debug, DateTimeOffset.MinValue, null, null);
        news.ForEach(Weigh);
    }

    // By what the notifiers find their worst: of equals the first.
    private static bool IsWorseThan(PendingAlert one, PendingAlert other) =>
        (one.Alert.Severity, one.Alert.RiskScore ?? 0).CompareTo((other.Alert.Severity, other.Alert.RiskScore ?? 0)) > 0;

    private void Weigh(PendingAlert alert)
    {
        var severity = alert.Alert.Severity;
        if (severity > Worst || (severity == Worst && alert.Written > Freshest))
        {
            (Worst, Freshest) = (severity, alert.Written);
        }
    }
}
