using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Demo.Latest;
using Eyrie.Demo.StandIns;
using Eyrie.Platform.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Demo;

/// <summary>Puts the demo together, lets it play, follows every event to its end.</summary>
internal sealed class DemoRun(DemoOptions options, DemoScreen screen, TextWriter errors, TimeProvider time)
{
    private const int MaxPreviews = 2;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    private readonly long _started = time.GetTimestamp();
    private readonly List<SlackMessage> _previews = [];
    private readonly KeptFiles? _kept = options.Keep is { } folder ? new(folder) : null;
    private readonly LatestAlerts _latest = LatestAlerts.For(options);
    private TimeSpan? _firstAlert;

    /// <summary>Runs it.</summary>
    /// <param name="interrupted">Ends it early; what was sent until then is followed to its end all the same.</param>
    /// <exception cref="Platform.PipelineException">A real Kafka does not do what is needed.</exception>
    public async Task<DemoResult> RunAsync(CancellationToken interrupted)
    {
        using var kept = _kept;
        using var folder = new DemoFolder();
        var arrivals = new ArrivalHandlers(_kept is null ? null : _kept.Add, Preview, Page);
        var startingKafka = DemoKafka.StartAsync(options);
        if (options.Kafka is not null)
        {
            await startingKafka; // it may refuse: then nothing else has to be stopped
        }

        var startingTargets = Task.Run(() => DemoTargets.StartAsync(options, time, arrivals, interrupted), interrupted);
        var startingSensors = Task.Run(() => DemoSensors.StartAsync(DemoSensors.Plays(options), folder, time, interrupted), interrupted);
        using var kafka = await startingKafka;
        await using var targets = await startingTargets;
        await using var sensors = await startingSensors;
        var settings = DemoSettings.Of(options, kafka, sensors, targets, folder);
        await using var tap = new TopicTap(kafka, all: _kept is not null, record => Look(kafka, record));
        var page = new ExtraPage(LatestAlerts.Path, _latest.Write);
        await using var pipeline = await PipelineHost.StartAsync(settings, page, new DemoLog(Log), interrupted);
        if (pipeline.Page is { } url)
        {
            screen.Show(new ScreenLine().Ours($"Status and the latest alerts: {url}", Styles.Strong));
        }

        await PlayAsync(sensors, pipeline, Figures, interrupted);
        await DrainAsync(sensors, pipeline, Figures);
        screen.EndProgress();
        var isEarly = interrupted.IsCancellationRequested;
        if (options.Hold && !isEarly)
        {
            await HoldAsync(pipeline, interrupted);
        }

        using var impatience = new CancellationTokenSource(StopTime, time);
        await pipeline.StopAsync(impatience.Token);
        var result = Result(Figures(), targets, pipeline, isEarly);
        kept?.AddText("account.json", AccountJson.Write(result));
        return result;

        AccountFigures Figures() => DemoFigures.Take(sensors, pipeline.Figures, tap, targets);
    }

    private async Task PlayAsync(
        DemoSensors sensors, PipelineHost pipeline, Func<AccountFigures> figures, CancellationToken interrupted)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (!sensors.Completion.IsCompleted && !interrupted.IsCancellationRequested
            && !pipeline.Stopping.IsCancellationRequested && time.GetElapsedTime(_started) < options.Duration + ConnectTime)
        {
            screen.ShowProgress(DemoReport.Progress(time.GetElapsedTime(_started), figures()));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await sensors.EndPlayAsync();
    }

    private async Task DrainAsync(DemoSensors sensors, PipelineHost pipeline, Func<AccountFigures> figures)
    {
        var (since, steps) = (time.GetTimestamp(), 0L);
        using var timer = new PeriodicTimer(Tick, time);
        while (!pipeline.Stopping.IsCancellationRequested && time.GetElapsedTime(since) < Standstill)
        {
            var now = figures();
            if (sensors.Waiting == 0 && Account.Of(now).AddsUp)
            {
                return;
            }

            if (now.Steps != steps)
            {
                (since, steps) = (time.GetTimestamp(), now.Steps); // slow is not lost
            }

            screen.ShowProgress(DemoReport.Progress(time.GetElapsedTime(_started), now));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    // All is delivered; what a person wants to look at stays.
    private async Task HoldAsync(PipelineHost pipeline, CancellationToken interrupted)
    {
        screen.Show(new ScreenLine().Ours("All is delivered. Ctrl-C ends it and makes the account.", Styles.Strong));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted, pipeline.Stopping);
        var ended = new TaskCompletionSource();
        await using var _ = end.Token.Register(ended.SetResult);
        await ended.Task;
    }

    private DemoResult Result(AccountFigures figures, DemoTargets targets, PipelineHost pipeline, bool interrupted) => new()
    {
        Figures = figures,
        Account = Account.Of(figures),
        Violations = targets.Violations.Kept,
        Failure = pipeline.Failure?.Message,
        FirstAlert = _firstAlert,
        Elapsed = time.GetElapsedTime(_started),
        Interrupted = interrupted,
        SlackMessages = [.. _previews],
        Incidents = targets.PagerDuty?.Incidents ?? [],
    };

    private void Look(DemoKafka kafka, ConsumeResult<string, byte[]> record)
    {
        _kept?.Add(record.Topic[kafka.Naming.Prefix.Length..], record);
        if (record.Topic != kafka.Topics.Alerts)
        {
            return;
        }

        try
        {
            var alert = AlertCodec.Read(record.Message.Value);
            screen.Show(alert, DemoTargets.For(alert));
            _latest.Add(alert);
            _firstAlert ??= alert.Observer.Length > 0 ? null : time.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        }
        catch (FormatException e)
        {
            Log(LogLevel.Error, SafeText.OneLine($"a record on {record.Topic} is no alert: {e.Message}"));
        }
    }

    private void Preview(SlackMessage message)
    {
        _kept?.Add(message);
        _latest.Add(message);
        lock (_previews)
        {
            var shown = message.Change ? _previews.FindIndex(before => before.Ts == message.Ts) : -1;
            if (shown >= 0)
            {
                _previews[shown] = message with { Channel = _previews[shown].Channel }; // a change names it by its id
            }
            else if (_previews.Count < MaxPreviews && message is { Change: false, Thread: "" })
            {
                _previews.Add(message);
            }
        }
    }

    private void Page(JsonElement sent)
    {
        _kept?.AddPagerDuty(sent);
        _latest.Add(sent);
    }

    private void Log(LogLevel level, string line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {level}: {line}");
        if (_kept is not null)
        {
            _kept.AddText("eyrie.log", text);
        }
        else if (screen.IsTerminal)
        {
            screen.Show(new ScreenLine().Ours(text, Styles.Dim));
        }
        else
        {
            errors.WriteLine(text);
        }
    }
}
