using System.Globalization;
using System.Text;

namespace Eyrie.Faults;

/// <summary>A Falco that posts one alert after the other and remembers which were acknowledged, and one that writes a file.</summary>
internal sealed class FalcoSources(string url, string file, TimeProvider time, IReadOnlyList<string> sources) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    /// <summary>Numbers that got a 2xx.</summary>
    public HashSet<int> Acknowledged { get; } = [];

    /// <summary>Posts that got none: the alert may be in Kafka or not.</summary>
    public int Refused { get; private set; }

    /// <summary>Numbers up to this one are in the file.</summary>
    public int Written { get; private set; }

    public void Start() => _working = Task.WhenAll(
        sources.Contains("http") ? PostAsync() : Task.CompletedTask,
        sources.Contains("file") ? WriteAsync() : Task.CompletedTask);

    public async Task QuietAsync()
    {
        await _stop.CancelAsync();
        await _working;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _http.Dispose();
    }

    private async Task PostAsync()
    {
        for (var number = 1; !_stop.IsCancellationRequested; number++)
        {
            try
            {
                using var body = new StringContent(Alert('h', number), Encoding.UTF8, "application/json");
                using var answer = await _http.PostAsync(new Uri(url), body);
                if (answer.IsSuccessStatusCode)
                {
                    Acknowledged.Add(number);
                }
                else
                {
                    Refused++;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                Refused++; // Falco does not post it again either
            }

            await Task.Delay(Pause, time);
        }
    }

    private async Task WriteAsync()
    {
        await using var lines = new StreamWriter(file, append: true) { AutoFlush = true };
        while (!_stop.IsCancellationRequested)
        {
            await lines.WriteAsync(Alert('f', Written + 1) + "\n");
            Written++;
            await Task.Delay(Pause, time);
        }
    }

    private string Alert(char source, int number)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        var mark = Marks.Of(source, number);
        return $$"""{"hostname":"node-0","output":"{{now}}: Notice oracle {{mark}}","output_fields":{"evt.num":{{number}},"proc.cmdline":"oracle {{mark}}"},"priority":"Notice","rule":"Oracle","source":"syscall","tags":[],"time":"{{now}}"}""";
    }
}
