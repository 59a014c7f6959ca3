using Eyrie.Platform.Http;
using Eyrie.Sinks.Routing;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class RoutingReloadTests : IDisposable
{
    private const string First = "route: { sinks: { slack: { channel: \"#first\" } } }";
    private const string Second = "route: { sinks: { slack: { channel: \"#second\" } } }";

    private readonly TestFolder _folder = new();
    private readonly RoutingBook _book = new();
    private readonly Readiness _readiness = new();
    private readonly RecordedLog<RoutingReload> _log = new();
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new(Routed.Now);

    [Fact]
    public void Takes_a_changed_file_once_it_looks_the_same_twice()
    {
        var reload = Start(_folder.Write("routing.yaml", First));

        _folder.Write("routing.yaml", Second);
        reload.Look();
        Assert.Equal("#first", Channel());
        reload.Look();
        Assert.Equal("#second", Channel());
        Assert.Contains(_log.Lines, line => line.Contains("1 routes and 0 silences hold now", StringComparison.Ordinal));
    }

    [Fact]
    public void Keeps_the_routes_when_the_new_ones_are_wrong_and_says_everything_that_is()
    {
        var reload = Start(_folder.Write("routing.yaml", First));

        _folder.Write("routing.yaml", "route: { sinks: { slak: }, routes: [{ match: { rul: x } }] }");
        Look(reload, 30);

        Assert.Equal("#first", Channel());
        var part = _readiness.Parts.Single(part => part.Part == "routing");
        Assert.Equal(PartState.Degraded, part.State);
        Assert.Contains("did you mean slack?", part.Reason, StringComparison.Ordinal);
        var said = Assert.Single(_log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal)); // once, however often it is tried
        Assert.Contains("did you mean rule?", said, StringComparison.Ordinal);
        Assert.True(_readiness.IsReady);

        _folder.Write("routing.yaml", Second);
        Look(reload, 2);
        Assert.Equal("#second", Channel());
        Assert.Equal(PartState.Ready, _readiness.Parts.Single(one => one.Part == "routing").State);
    }

    [Fact]
    public void Goes_back_to_what_held_before_without_a_word_of_trouble()
    {
        var reload = Start(_folder.Write("routing.yaml", First));

        _folder.Write("routing.yaml", "route: [");
        Look(reload, 2);
        _folder.Write("routing.yaml", First);
        Look(reload, 2);

        Assert.Equal("#first", Channel());
        Assert.Equal(PartState.Ready, _readiness.Parts.Single(part => part.Part == "routing").State);
    }

    [Fact]
    public void Follows_links_as_a_mounted_ConfigMap_has_them()
    {
        Directory.CreateDirectory(_folder["v1"]);
        Directory.CreateDirectory(_folder["v2"]);
        _folder.Write("v1/routing.yaml", First);
        _folder.Write("v2/routing.yaml", Second);
        Directory.CreateSymbolicLink(_folder["..data"], _folder["v1"]);
        System.IO.File.CreateSymbolicLink(_folder["routing.yaml"], Path.Combine("..data", "routing.yaml"));
        var reload = Start(_folder["routing.yaml"]);

        Directory.Delete(_folder["..data"]);
        Directory.CreateSymbolicLink(_folder["..data"], _folder["v2"]);
        Look(reload, 2);

        Assert.Equal("#second", Channel());
    }

    [Fact]
    public void Tries_again_when_a_secret_comes_later_than_its_route()
    {
        var reload = Start(_folder.Write("routing.yaml", First));
        _folder.Write("routing.yaml", $$"""route: { sinks: { slack: { channel: "#first" }, pagerduty: { routingKeyFile: {{_folder["key"]}} } } }""");
        Look(reload, 2);
        Assert.DoesNotContain("pagerduty", _book.State.Content.NamedSinks);

        _folder.Write("key", "0123456789abcdef0123456789abcdef");
        Look(reload, 12);

        Assert.Contains("pagerduty", _book.State.Content.NamedSinks);
    }

    [Fact]
    public void Takes_silences_of_their_own_file()
    {
        var silences = _folder.Write("silences.yaml", "silences: []");
        var reload = Start(_folder.Write("routing.yaml", First), silences);

        _folder.Write("silences.yaml", "silences: [{ id: s, match: { rule: x }, creator: a, reason: b, until: 2027-01-01T00:00:00Z }]");
        Look(reload, 2);

        Assert.Equal("s", Assert.Single(_book.State.Silences).Id);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _meters.Dispose();
    }

    private static void Look(RoutingReload reload, int times)
    {
        for (var i = 0; i < times; i++)
        {
            reload.Look();
        }
    }

    private string? Channel() => _book.State.Content.Root!.Sinks["slack"].Channel;

    private RoutingReload Start(string file, string silencesFile = "")
    {
        var files = new RoutingFiles(new() { File = file, SilencesFile = silencesFile }, Routed.Sinks, []);
        _book.Take(files.Read());
        Assert.Empty(_book.State.Content.Problems);
        return new(files, _book, new(_meters, _book, _time), _readiness, _time, _log);
    }
}
