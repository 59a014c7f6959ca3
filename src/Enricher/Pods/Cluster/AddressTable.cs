using System.Collections.Concurrent;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>That somebody has an address, or had it until a time.</summary>
internal sealed class Claim(AddressKey address, IKnownObject holder, EventTime since)
{
    private long _until = long.MaxValue;
    private volatile bool _isGuess;
    private volatile Claim? _next;

    public AddressKey Address => address;

    public IKnownObject Holder => holder;

    /// <summary>The pod's beginning; default for what has its address as long as it is there.</summary>
    public EventTime From => holder is KnownPod pod ? pod.Created : default;

    /// <summary>When we heard that it was given up.</summary>
    public EventTime Until
    {
        get => new(Volatile.Read(ref _until));
        set => Volatile.Write(ref _until, value.UnixNanoseconds);
    }

    public bool IsLive => Until.UnixNanoseconds == long.MaxValue;

    /// <summary>It was found missing in a list: it may have given the address up long before.</summary>
    public bool IsGuess
    {
        get => _isGuess;
        set => _isGuess = value;
    }

    /// <summary>
    /// Whether we had heard of it by then, and not yet of its end. A pod that waits for its place is older than its address,
    /// which may be another one's as long as it waits.
    /// </summary>
    public bool IsSure(EventTime at) => since <= at && !_isGuess;

    /// <summary>Of two that are sure the address went over to the later one.</summary>
    public bool IsLater(Claim other, EventTime at) => IsSure(at) != other.IsSure(at) ? IsSure(at)
        : IsSure(at) && since != other.Since ? since > other.Since
        : From > other.From;

    private EventTime Since => since;

    /// <summary>Another claim to the same address.</summary>
    public Claim? Next
    {
        get => _next;
        set => _next = value;
    }
}

/// <summary>Who has which address, and who had it before. One writes, several read.</summary>
/// <param name="memory">How long it is remembered who had an address before.</param>
internal sealed class AddressTable(TimeSpan memory)
{
    // Of one object, and of one address: whoever may make services can give thousands of them the same address.
    private const int MostOfOne = 64;

    private readonly ConcurrentDictionary<AddressKey, Claim> _claims = new();

    /// <summary>Sets which addresses an object has now; those that it had before were its own until now.</summary>
    /// <param name="holder">The object.</param>
    /// <param name="addresses">What it has now.</param>
    /// <param name="now">When we heard of it.</param>
    /// <param name="isGuess">It may have given up what it has no longer at any time before.</param>
    public void Hold(IKnownObject holder, ReadOnlySpan<AddressKey> addresses, EventTime now, bool isGuess = false)
    {
        foreach (var claim in holder.Claims)
        {
            if (claim.IsLive && !addresses.Contains(claim.Address))
            {
                (claim.Until, claim.IsGuess) = (now, isGuess);
            }
        }

        List<Claim>? added = null;
        foreach (var address in addresses)
        {
            if (!Holds(holder.Claims, address) && (added is null || !Holds(added, address)) && Clean(address, holder, now) < MostOfOne)
            {
                (added ??= []).Add(Add(new(address, holder, now)));
            }
        }

        if (added is not null)
        {
            Keep(holder, [.. holder.Claims, .. added]);
        }
    }

    /// <summary>Takes out all that an object had.</summary>
    public void Forget(IKnownObject holder)
    {
        foreach (var claim in holder.Claims)
        {
            Remove(claim);
        }

        holder.Claims = [];
    }

    /// <summary>
    /// Who had an address. Pods come before nodes, nodes before services. Of several pods it is the one that was the last heard of with it
    /// by the time and had not given it up by then; when none was heard of so early, the one that began last before the time.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="time">When; default: now.</param>
    /// <param name="known">Tells who is still remembered.</param>
    public IKnownObject? Find(AddressKey address, EventTime time, KnownSince known)
    {
        if (!_claims.TryGetValue(address, out var claim))
        {
            return null;
        }

        var at = time == default ? new(long.MaxValue) : time;
        Claim? best = null;
        for (; claim is not null; claim = claim.Next)
        {
            if (claim.From <= at && claim.Until >= at && (best is null || IsBetter(claim, best, at)) && known.Knows(claim.Holder))
            {
                best = claim;
            }
        }

        return best?.Holder;
    }

    private static bool IsBetter(Claim claim, Claim best, EventTime at)
    {
        var (rank, bestRank) = (Rank(claim.Holder), Rank(best.Holder));
        return rank != bestRank ? rank < bestRank
            : claim.IsLive != best.IsLive && rank > 0 ? claim.IsLive
            : claim.Holder is KnownService service ? Order(service.Fact, ((KnownService)best.Holder).Fact) < 0
            : claim.IsLater(best, at);
    }

    private static int Rank(IKnownObject holder) => holder switch { KnownPod => 0, KnownNode => 1, _ => 2 };

    // Services may share an address: which is named does not hang on the order in which they came.
    private static int Order(EndpointFact left, EndpointFact right) => string.CompareOrdinal(left.Namespace, right.Namespace) is not 0 and var order
        ? order
        : string.CompareOrdinal(left.Name, right.Name);

    private static bool Holds(IReadOnlyList<Claim> claims, AddressKey address)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (claims[i].IsLive && claims[i].Address == address)
            {
                return true;
            }
        }

        return false;
    }

    private void Keep(IKnownObject holder, Claim[] claims)
    {
        for (var i = 0; i < claims.Length - MostOfOne; i++)
        {
            Remove(claims[i]);
        }

        holder.Claims = claims.Length > MostOfOne ? claims[^MostOfOne..] : claims;
    }

    // Forgets who had the address long ago. Returns how many others want it: of pods there is one, or the few that were not heard of yet.
    // A service that changed is an object of its own, but no other one.
    private int Clean(AddressKey address, IKnownObject holder, EventTime now)
    {
        var others = 0;
        for (var claim = _claims.GetValueOrDefault(address); claim is not null; claim = claim.Next)
        {
            if (!claim.IsLive && claim.Until + memory < now)
            {
                Remove(claim);
            }
            else if (claim.Holder.Uid != holder.Uid)
            {
                others++;
            }
        }

        return others;
    }

    private Claim Add(Claim claim)
    {
        claim.Next = _claims.GetValueOrDefault(claim.Address);
        _claims[claim.Address] = claim;
        return claim;
    }

    private void Remove(Claim gone)
    {
        if (!_claims.TryGetValue(gone.Address, out var head))
        {
            return;
        }

        if (ReferenceEquals(head, gone))
        {
            if (gone.Next is { } next)
            {
                _claims[gone.Address] = next;
            }
            else
            {
                _claims.TryRemove(gone.Address, out _);
            }

            return;
        }

        for (var claim = head; claim is not null; claim = claim.Next)
        {
            if (ReferenceEquals(claim.Next, gone))
            {
                claim.Next = gone.Next;
            }
        }
    }
}
