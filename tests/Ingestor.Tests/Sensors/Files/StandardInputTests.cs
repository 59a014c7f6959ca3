using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Files;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Sensors.Files;

public sealed class StandardInputTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly Pipe _pipe = new();
    private readonly RecordedIntake _intake = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hands_over_lines_as_they_come_and_ends_for_good()
    {
        var input = Input(_pipe.Reader.AsStream());
        var reading = input.ReadAsync(_intake, Cancellation);
        await WriteAsync("Falco version: 0.43.1\n{\"n\":1}\n{\"n\"");
        Assert.Equal("unreadable", (await _intake.NextAsync(Cancellation)).Reason);
        Assert.Equal("{\"n\":1}", (await _intake.NextAsync(Cancellation)).Text);
        Assert.False(reading.IsCompleted);

        await WriteAsync(":2}\n{\"n\":3}"); // the last line needs no end
        await _pipe.Writer.CompleteAsync();
        await reading;

        Assert.Equal(["{\"n\":2}", "{\"n\":3}"], _intake.Events.Skip(2).Select(recorded => recorded.Text));
        Assert.All(_intake.Events, recorded => Assert.Equal(SensorFormat.TetragonJson, recorded.Format));
        Assert.True(input.EndsForGood);
        Assert.True(_intake.Flushes > 0);
    }

    [Fact]
    public async Task Leaves_in_the_pipe_what_there_is_no_room_for()
    {
        _intake.HasRoom = false;
        var reading = Input(_pipe.Reader.AsStream()).ReadAsync(_intake, Cancellation);
        await WriteAsync("{\"n\":1}\n");
        await WriteAsync("{\"n\":2}\n");
        Assert.Empty(_intake.Events);

        _intake.HasRoom = true;
        await _pipe.Writer.CompleteAsync();
        await reading;
        Assert.Equal(2, _intake.Events.Count);
    }

    [Fact]
    public async Task Ends_when_it_is_told_to_although_nothing_comes()
    {
        using var stop = new CancellationTokenSource();
        var reading = Input(_pipe.Reader.AsStream()).ReadAsync(_intake, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task The_pieces_in_which_the_input_comes_change_nothing()
    {
        var lines = Samples.Lines("falco/falco-0.43.1-http.jsonl").Take(20).ToArray();
        var text = Encoding.UTF8.GetBytes(string.Join("\r\n", lines));
        await Gen.Int[1, 5_000].Array[1, 10].SampleAsync(async pieces =>
        {
            var intake = new RecordedIntake();
            await Input(new Piecemeal(text, pieces)).ReadAsync(intake, Cancellation);
            Assert.Equal(lines, intake.Events.Select(recorded => recorded.Text));
        }, iter: 100);
    }

    public void Dispose() => _meters.Dispose();

    private async Task WriteAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);

    private StandardInput Input(Stream stream)
    {
        var metrics = new IngestorMetrics(_meters);
        var status = A.Status("stdin", metrics, _time, new RecordedLog<SensorStatus>());
        return new(new(new() { Type = "tetragon-stdin" }, new(), status, metrics, _time, NullLoggerFactory.Instance), SensorFormat.TetragonJson, () => stream);
    }

    /// <summary>Gives as many bytes at a time as it is told.</summary>
    private sealed class Piecemeal(byte[] content, int[] pieces) : MemoryStream(content)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieces[_reads++ % pieces.Length])], cancellationToken);
    }
}
