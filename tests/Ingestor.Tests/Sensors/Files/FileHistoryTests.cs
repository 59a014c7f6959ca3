using CsCheck;
using Eyrie.Ingestor.Sensors.Files;

namespace Eyrie.Ingestor.Tests.Sensors.Files;

/// <summary>Whatever happens to a log and to the process that follows it, in whatever order: every line once, or again if it was not durable or the process was killed. Copies (copytruncate) are not among it.</summary>
public sealed class FileHistoryTests
{
    private enum Step
    {
        Line,
        HalfLine,
        Rename,
        Empty,
        Compress,
        Look,
        Kill,
        Restart,
    }

    [Theory]
    [InlineData("events.log", "falco-file")]
    [InlineData("events.log*", "tetragon-file")]
    public async Task Never_loses_a_line_and_repeats_none_that_was_durable_but_after_a_kill(string pattern, string type) =>
        await Gen.Frequency((6, Gen.Const(Step.Line)), (2, Gen.Const(Step.HalfLine)), (2, Gen.Const(Step.Rename)), (1, Gen.Const(Step.Empty)), (2, Gen.Const(Step.Compress)), (6, Gen.Const(Step.Look)), (2, Gen.Const(Step.Kill)), (1, Gen.Const(Step.Restart)))
            .Array[1, 40].SampleAsync(
                async steps =>
                {
                    await using var history = new History(pattern, type);
                    await history.PlayAsync(steps);
                },
                iter: 100,
                threads: 1,
                print: steps => string.Join(' ', steps));

    private sealed class History(string pattern, string type) : IAsyncDisposable
    {
        private const string Log = "events.log";
        private readonly TailUnderTest _tail = new(pattern, new() { Type = type, FileInterval = Checkpoint.Interval });
        private readonly Dictionary<string, int> _handed = [];
        private readonly HashSet<string> _mayRepeat = [];
        private readonly HashSet<string> _mayRepeatForGood = [];
        private readonly List<string> _written = [];
        private string _half = "";
        private int _number;
        private int _seen;

        public async Task PlayAsync(Step[] steps)
        {
            FinishLine("\n"); // a log that was renamed before anybody ever looked has no known parts
            await BeginAsync();
            foreach (var step in steps)
            {
                await PlayAsync(step);
            }

            FinishLine("\n");
            await LookAsync();
            await LookAsync(); // finds the parts
            await _tail.PassAsync(FileTailing.QuietTime);
            Count();
            await _tail.StopAsync();
            Assert.Empty(_tail.Intake.Events.Where(recorded => recorded.Reason is not null).Select(recorded => recorded.Text));
            Assert.Equal(_written.Order(), _handed.Keys.Order());
        }

        public ValueTask DisposeAsync() => _tail.DisposeAsync();

        private Task PlayAsync(Step step) => step switch
        {
            Step.Line => Write(() => FinishLine("\n")),
            Step.HalfLine => Write(() => HalfLine()),
            Step.Rename => ShiftAsync(() => _tail.Rename(Log, $"{Log}.1")),
            Step.Empty => EmptyAsync(),
            Step.Compress => Write(Compress),
            Step.Look => LookAsync(),
            Step.Kill => KillAsync(),
            _ => RestartAsync(),
        };

        private static Task Write(Action change)
        {
            change();
            return Task.CompletedTask;
        }

        private void HalfLine()
        {
            FinishLine("\n");
            _half = TailUnderTest.Event(++_number);
            _tail.Append(Log, _half[..9]);
        }

        private void FinishLine(string end)
        {
            var line = _half.Length > 0 ? _half : TailUnderTest.Event(++_number);
            _tail.Append(Log, (_half.Length > 0 ? _half[9..] : line) + end);
            _written.Add(line);
            _half = "";
        }

        /// <summary>At most one rotation between two looks; FileTailingTests has the one case of two.</summary>
        private async Task ShiftAsync(Action move)
        {
            await LookAsync();
            await LookAsync();
            FinishLine(_half.Length > 0 ? "" : "\n");
            Shift(move);
        }

        /// <summary>The last line of an older part may lack its end.</summary>
        private void Shift(Action move)
        {
            for (var part = 40; part > 0; part--)
            {
                foreach (var ending in (string[])["", ".gz"])
                {
                    if (File.Exists(_tail.Folder[$"{Log}.{part}{ending}"]))
                    {
                        _tail.Rename($"{Log}.{part}{ending}", $"{Log}.{part + 1}{ending}");
                    }
                }
            }

            move();
        }

        /// <summary>What was not read when a file is emptied without a copy is nowhere.</summary>
        private async Task EmptyAsync()
        {
            FinishLine("\n");
            await LookAsync();
            await LookAsync();
            _tail.Folder.Write(Log, "");
        }

        private void Compress()
        {
            for (var part = 1; part <= 40; part++)
            {
                if (File.Exists(_tail.Folder[$"{Log}.{part}"]))
                {
                    _tail.Compress($"{Log}.{part}");
                    return;
                }
            }
        }

        private async Task LookAsync()
        {
            _mayRepeat.Clear(); // what was handed over before this look is durable with it
            await _tail.LookAsync();
            Count();
        }

        private async Task KillAsync()
        {
            // Should be what was not durable, and nearly always is: a log that is rotated and compressed around a kill may be read again.
            _mayRepeatForGood.UnionWith(_handed.Keys);
            await _tail.KillAsync();
            await BeginAsync();
        }

        private async Task RestartAsync()
        {
            await _tail.StopAsync();
            _mayRepeat.Clear();
            await BeginAsync();
        }

        private async Task BeginAsync()
        {
            _seen = 0;
            await _tail.StartAsync();
            Count();
        }

        private void Count()
        {
            foreach (var recorded in _tail.Intake.Events.Skip(_seen))
            {
                Assert.Null(recorded.Reason);
                Assert.Contains(recorded.Text, _written);
                Assert.True(_handed.TryAdd(recorded.Text, 1) || _mayRepeat.Contains(recorded.Text) || _mayRepeatForGood.Contains(recorded.Text), $"{recorded.Text} came again\n{string.Join('\n', _tail.Log.Lines)}");
                _mayRepeat.Add(recorded.Text);
                _seen++;
            }
        }
    }
}
