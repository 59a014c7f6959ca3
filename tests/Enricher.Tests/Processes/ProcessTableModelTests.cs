using CsCheck;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Tests.Processes;

/// <summary>Whatever is learned, ended, forgotten and restored, in any order: the table says what a list of all would say.</summary>
public sealed class ProcessTableModelTests
{
    private static readonly Gen<Act[]> Acts = Gen.Select(
        Gen.Int[0, 9], Gen.Int[1, 40], Gen.Int[1, 4], Gen.Int[1, 40], (what, at, pid, other) => new Act(what, at, pid, other)).Array[1, 150];

    [Fact]
    public void Says_what_a_list_says() => Acts.Sample(
        acts =>
        {
            var both = new Both();
            foreach (var act in acts)
            {
                both.Play(act);
            }

            both.Check();
        },
        iter: 1_000);

    private sealed record Act(int What, int At, int Pid, int Other);

    private sealed class Both
    {
        private readonly SharedTexts _texts = new();
        private readonly Dictionary<string, byte[]> _records = [];
        private readonly Dictionary<string, ProcessFact> _facts = [];
        private ProcessTable _table;

        public Both() => _table = new(_texts);

        // A process' line follows from when it began, and so do its parent's pid and time.
        public void Play(Act act)
        {
            var fact = An.Image(act.At, act.Pid, $"/bin/p {act.At % 3}", An.ExecId(act.At - 1, (act.Pid % 4) + 1));
            var id = fact.ExecId!;
            if (act.What < 5)
            {
                _table.Learn(fact, out var news);
                Assert.Equal(_facts.TryAdd(id, fact), news);
            }
            else if (act.What < 7 && _table.Find(id) is { } ended)
            {
                _table.Exit(ended, fact, An.At(act.At + 0.5));
                _facts[id] = fact with { End = An.At(act.At + 0.5) };
            }
            else if (act.What < 9 && _table.Find(id) is { } gone)
            {
                _table.Forget(gone);
                _facts.Remove(id);
            }
            else if (act.What == 9)
            {
                Restart();
            }
        }

        public void Check()
        {
            Assert.Equal(_facts.Count, _table.Count);
            Assert.Equal(_facts.Keys.Order(StringComparer.Ordinal), _table.Images.Select(image => image.ExecId).Order(StringComparer.Ordinal));
            foreach (var (id, fact) in _facts)
            {
                var known = _table.Find(id)!.ToFact();
                Assert.Equal(
                    (fact.Pid, fact.CommandLine, fact.Executable, fact.ParentExecId, fact.Start, fact.End, fact.Flags),
                    (known.Pid, known.CommandLine, known.Executable, known.ParentExecId, known.Start, known.End, known.Flags));
                Assert.Equal(Above(fact.ParentExecId), Ancestry(fact.ParentExecId));
            }

            for (var i = 1; i <= 4; i++)
            {
                Assert.Equal(
                    _facts.Values.Where(fact => fact.Pid == i).OrderByDescending(fact => fact.Start).Select(fact => fact.ExecId),
                    Walk(_table.Newest(i), image => image.Older));
            }

            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(
                    _facts.Where(fact => fact.Value.CommandLine == $"/bin/p {i}").Select(fact => fact.Key).Order(StringComparer.Ordinal),
                    Walk(_table.FirstOfLine(LineKey.Of($" {i}")), image => image.NextOfLine).Order(StringComparer.Ordinal));
            }
        }

        private void Restart()
        {
            _table.TakeChanges(image => _records[image.ExecId] = StateCodec.Write(image), id => _records.Remove(id));
            _table = new(_texts);
            foreach (var (id, record) in _records)
            {
                _table.Restore(StateCodec.ReadProcess(id, record, _texts)!);
            }
        }

        private List<string?> Above(string? id)
        {
            var above = new List<string?>();
            for (; id is not null && _facts.GetValueOrDefault(id) is { } fact; id = fact.ParentExecId)
            {
                above.Add(id);
            }

            return above;
        }

        private List<string?> Ancestry(string? id)
        {
            var above = new List<ProcessImage>();
            _table.Ancestry(id, above);
            return [.. above.Select(image => image.ExecId)];
        }

        private static List<string?> Walk(ProcessImage? image, Func<ProcessImage, ProcessImage?> next)
        {
            var ids = new List<string?>();
            for (; image is not null; image = next(image))
            {
                ids.Add(image.ExecId);
            }

            return ids;
        }
    }
}
