using System.Text.RegularExpressions;
using Eyrie.Protos.Tetragon;
using Grpc.Core;

namespace Eyrie.Simulation.Tetragon;

/// <summary>
/// What one client asked for: some filter of the allow list matches (or the list is empty) and none of the deny list does.
/// </summary>
internal sealed class EventFilter
{
    /// <summary>Fields of a filter that are honoured; a client that sets another one is told, not given too much.</summary>
    private static readonly HashSet<string> Honoured =
    [
        "event_set", "namespace", "namespace_regex", "pod_regex", "pid", "binary_regex", "arguments_regex",
        "parent_binary_regex", "policy_names", "container_id",
    ];

    private readonly Func<GetEventsResponse, bool>[] _allow;
    private readonly Func<GetEventsResponse, bool>[] _deny;

    private EventFilter(IEnumerable<Filter> allow, IEnumerable<Filter> deny)
    {
        _allow = [.. allow.Select(Match)];
        _deny = [.. deny.Select(Match)];
    }

    /// <summary>Reads a request's filters.</summary>
    /// <exception cref="RpcException">InvalidArgument: a regular expression is none, or a filter is not simulated.</exception>
    public static EventFilter From(GetEventsRequest request)
    {
        try
        {
            return request.FieldFilters.Count == 0
                ? new(request.AllowList, request.DenyList)
                : throw new FormatException("field_filters are not simulated");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new RpcException(new(StatusCode.InvalidArgument, e.Message));
        }
    }

    public bool Lets(GetEventsResponse candidate) =>
        (_allow.Length == 0 || AnyMatches(_allow, candidate)) && !AnyMatches(_deny, candidate);

    private static bool AnyMatches(Func<GetEventsResponse, bool>[] filters, GetEventsResponse candidate)
    {
        foreach (var filter in filters)
        {
            if (filter(candidate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every field that is set must match; a list matches when one of its values does.</summary>
    private static Func<GetEventsResponse, bool> Match(Filter filter)
    {
        RefuseUnknown(filter);
        var conditions = new List<Func<GetEventsResponse, bool>>();
        Add(filter.EventSet, (type, e) => (int)type == (int)e.EventCase);
        Add(filter.Namespace, (name, e) => ProcessOf(e) is { } process && (process.Pod?.Namespace ?? "") == name);
        Add(filter.Pid, (pid, e) => ProcessOf(e)?.Pid == pid);
        Add(filter.PolicyNames, (policy, e) => e.PolicyName() == policy);
        Add(filter.ContainerId, (id, e) => ProcessOf(e) is { Docker.Length: > 0 } process
            && id.StartsWith(process.Docker, StringComparison.Ordinal));
        AddRegex(filter.NamespaceRegex, e => ProcessOf(e)?.Pod?.Namespace);
        AddRegex(filter.PodRegex, e => ProcessOf(e)?.Pod?.Name);
        AddRegex(filter.BinaryRegex, e => ProcessOf(e)?.Binary);
        AddRegex(filter.ArgumentsRegex, e => ProcessOf(e)?.Arguments);
        AddRegex(filter.ParentBinaryRegex, e => e.Parent()?.Binary);
        return e => conditions.TrueForAll(condition => condition(e));

        void Add<T>(IReadOnlyCollection<T> values, Func<T, GetEventsResponse, bool> matches)
        {
            if (values.Count > 0)
            {
                conditions.Add(e => values.Any(value => matches(value, e)));
            }
        }

        void AddRegex(IEnumerable<string> patterns, Func<GetEventsResponse, string?> text)
        {
            var expressions = patterns.Select(pattern => new Regex(pattern, RegexOptions.NonBacktracking)).ToArray();
            Add(expressions, (expression, e) => text(e) is { } value && expression.IsMatch(value));
        }
    }

    private static Process? ProcessOf(GetEventsResponse candidate) => candidate.Process();

    private static void RefuseUnknown(Filter filter)
    {
        foreach (var field in Filter.Descriptor.Fields.InDeclarationOrder())
        {
            var isSet = field.IsRepeated
                ? ((System.Collections.ICollection)field.Accessor.GetValue(filter)).Count > 0
                : field.Accessor.GetValue(filter) is not null;
            if (isSet && !Honoured.Contains(field.Name))
            {
                throw new FormatException($"filter '{field.Name}' is not simulated");
            }
        }
    }
}
