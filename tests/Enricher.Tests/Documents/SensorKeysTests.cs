using System.Text.RegularExpressions;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>Nothing that a sensor says is lost, and what <c>eyrie explain</c> says of where a field is from is so.</summary>
public sealed partial class SensorKeysTests
{
    /// <summary>What documents leave out, and why.</summary>
    internal static readonly IReadOnlyList<(string Pattern, string Reason)> LeftOut =
    [
        (@"(^|\.)refcnt$", "the agent's own bookkeeping, at times garbage"),
        (@"^ancestors\[\]\.(auid|flags|docker|cwd|in_init_tree|tid|parent_exec_id|refcnt)$", "of ancestors a document has the name, program, pid, command line, user, start and id; the rest was told when they acted themselves"),
        (@"^parent\.(cwd|tid)$", "of what the process itself ran before ECS has program and arguments; 0 is no thread"),
        (@"^parent\.pod\.", "the parent's pod is the process's, or none"),
        (@"(^|\.)auid$", "4294967295: nobody logged in"),
        (@"(^|\.)docker$", "zeros: no container"),
        ("^priority$", "Debug of a drop alert that nobody else tells: a loss is a warning at least"),
    ];

    [Fact]
    public void Loses_nothing_that_a_sensor_says()
    {
        var lost = SensorKeys.All.Where(key => !key.IsKept && !IsLeftOut(key.Name)).Select(key => $"{key.File}: {key.Key} = {key.Value}").Distinct();

        Assert.True(!lost.Any(), string.Join('\n', lost));
        Assert.True(SensorKeys.All.Count > 5_000, $"only {SensorKeys.All.Count} keys were looked at");
    }

    [Fact]
    public void Has_no_exception_that_nothing_needs() => Assert.All(LeftOut, exception =>
        Assert.Contains(SensorKeys.All, key => !key.IsKept && Regex.IsMatch(key.Name, exception.Pattern)));

    [Fact]
    public void Keeps_the_last_digit_of_every_number()
    {
        foreach (var key in SensorKeys.All.Where(key => key.IsKept && key.Format is SensorFormat.FalcoJson && Number().IsMatch(key.Value)))
        {
            Assert.Contains(key.Changed, name => name == $"falco.output_fields.{key.Key.Trim()}" || !name.StartsWith("falco.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Explains_for_each_key_that_fills_a_field_which_field_it_fills()
    {
        var unnamed = SensorKeys.All
            .Select(key => (Key: key, Explained: key.Changed.Where(name => IsExplained(name, key.Format)).ToArray()))
            .Where(pair => pair.Explained.Length > 0 && !pair.Explained.Any(name => IsNamed(name, pair.Key)))
            .Select(pair => $"{pair.Key.Format}: {pair.Key.Name} fills {string.Join(", ", pair.Explained.Take(6))}")
            .Distinct();

        Assert.True(!unnamed.Any(), string.Join('\n', unnamed));
    }

    /// <summary>Whether documents leave a key out on purpose.</summary>
    internal static bool IsLeftOut(string name) => LeftOut.Any(exception => Regex.IsMatch(name, exception.Pattern));

    // What is computed has its own explanation; what kind of act it is, who came in and the line for reading hang together with everything.
    private static bool IsExplained(string name, SensorFormat format) =>
        ComputedFields.Find(name) is null && name is not ("event" or "message" or "event.category" or "event.type")
        && !name.StartsWith("process.entry_leader.", StringComparison.Ordinal)
        && !name.StartsWith(format is SensorFormat.FalcoJson ? "falco." : "tetragon.", StringComparison.Ordinal);

    private static bool IsNamed(string field, SensorKey key) =>
        SensorFields.Of(field, key.Format is SensorFormat.FalcoJson, source => IsOf(source, key.Name.Trim())).Any(source => IsOf(source, key.Name.Trim()));

    private static bool IsOf(string source, string key)
    {
        var name = Index().Replace(source, "[]");
        return key == name || (key.StartsWith(name, StringComparison.Ordinal) && key[name.Length] is '.' or '[');
    }

    [GeneratedRegex(@"^\d{3,}$")]
    private static partial Regex Number();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
