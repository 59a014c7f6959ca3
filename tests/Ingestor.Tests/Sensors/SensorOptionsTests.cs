using Eyrie.Ingestor.Sensors;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests.Sensors;

public sealed class SensorOptionsTests
{
    private static readonly SensorOptions Good = new() { Type = "falco-grpc", Address = "unix:///run/falco/falco.sock" };

    [Theory]
    [InlineData("unix:///run/falco/falco.sock")]
    [InlineData("unix:/run/falco/falco.sock")]
    [InlineData("http://localhost:5060")]
    [InlineData("https://falco.security:443")]
    [InlineData("localhost:54321")]
    [InlineData("10.0.0.7:54321")]
    [InlineData("[::1]:54321")]
    [InlineData("dns:///tetragon.kube-system.svc:54321")]
    public void Takes_the_addresses_that_sensors_are_known_by(string address) => Assert.Empty(Complaints(Good with { Address = address }));

    [Theory]
    [InlineData("")]
    [InlineData("unix://")]
    [InlineData("unix://relative.sock")]
    [InlineData("localhost")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:5060/path")]
    [InlineData("ftp://localhost:21")]
    [InlineData("dns:tetragon:54321")]
    [InlineData("dns:///tetragon")]
    [InlineData("dns:///10.0.0.7:54321")]
    [InlineData("dns:///http://tetragon:54321")]
    public void Refuses_an_address_that_is_none_and_says_what_is_allowed(string address) => Assert.Equal(
        [$"sensors:0:address: '{address}'; allowed: unix:///path (107 bytes at most), http://host:port, https://host:port or host:port, or dns:///host:port for all addresses of a name"],
        Complaints(Good with { Address = address }));

    [Theory]
    [InlineData(107, 0)]
    [InlineData(108, 1)]
    public void Refuses_a_socket_that_no_system_can_open(int length, int complaints) =>
        Assert.Equal(complaints, Complaints(Good with { Address = $"unix:///{new string('s', length - 1)}" }).Count());

    [Fact]
    public void Names_the_types_that_there_are() => Assert.Equal(
        ["sensors:0:type: 'falco' is not a sensor type; allowed: falco-file, falco-grpc, falco-http, falco-stdin, tetragon-file, tetragon-grpc, tetragon-stdin; did you mean falco-grpc?"],
        Complaints(Good with { Type = "falco" }));

    [Theory]
    [InlineData("/var/log/falco/events.json", null)]
    [InlineData("/var/log/containers/falco-*_falco_*.log", null)]
    [InlineData(null, "path: there is none")]
    [InlineData("events.json", "no absolute path")]
    [InlineData("/var/log/", "is a folder")]
    [InlineData("/var/*/events.json", "in a folder")]
    public void Checks_the_path_of_files(string? path, string? complaint)
    {
        var complaints = Complaints(new SensorOptions { Type = "tetragon-file", Path = path });

        Assert.Equal(complaint is null ? 0 : 1, complaints.Count());
        Assert.All(complaints, found => Assert.Contains(complaint!, found, StringComparison.Ordinal));
    }

    [Fact]
    public void Checks_the_numbers_of_files_and_that_they_have_no_address() => Assert.Equal(
        [
            "sensors:0:fileInterval: 00:00:00; allowed: 00:00:00.0100000 to 00:01:00",
            "sensors:0:maxLineBytes: 1; allowed: 1024 to 16777216",
            "sensors:0:address: a falco-stdin sensor has none; drop it",
        ],
        Complaints(new SensorOptions { Type = "falco-stdin", FileInterval = TimeSpan.Zero, MaxLineBytes = 1, Address = "h:1" }));

    [Fact]
    public void Refuses_to_read_the_standard_input_twice() => Assert.Equal(
        ["sensors: several read the standard input; only one can"],
        Complaints(new SensorOptions { Type = "falco-stdin" }, new SensorOptions { Type = "tetragon-stdin" }));

    [Fact]
    public void Takes_the_type_for_the_name_that_was_not_given() => Assert.Equal("falco-grpc", Good.Name);

    [Fact]
    public void Refuses_the_second_of_a_name() => Assert.Equal(
        ["sensors:1:name: 'falco-grpc' is taken; give each sensor a name of its own"], Complaints(Good, Good));

    [Fact]
    public void Refuses_a_name_that_is_no_word() => Assert.Single(Complaints(Good with { Name = "a b" }));

    [Fact]
    public void Refuses_to_have_nothing_to_read() =>
        Assert.Equal(["sensors: the list is empty; the Ingestor needs at least one sensor"], Complaints());

    [Fact]
    public void Refuses_certificates_for_an_address_without_TLS() =>
        Assert.StartsWith("sensors:0:tls: the address", Assert.Single(Complaints(Good with { Tls = new() })), StringComparison.Ordinal);

    [Fact]
    public void Refuses_files_that_are_not_there_and_a_key_without_its_certificate()
    {
        using var authority = new TestAuthority();

        var complaints = Complaints(Good with
        {
            Address = "https://falco:5060",
            Tls = new() { CaFile = authority.CaFile, KeyFile = "/nowhere/key" },
        });

        Assert.Equal(
            [
                "sensors:0:tls:keyFile: there is a key but no certificateFile",
                "sensors:0:tls:keyFile: there is no file '/nowhere/key'",
            ],
            complaints);
    }

    [Fact]
    public void Refuses_to_poll_without_a_pause() => Assert.Equal(
        ["sensors:0:pollInterval: 00:00:00; allowed: 00:00:00.0010000 to 00:01:00"],
        Complaints(Good with { PollInterval = TimeSpan.Zero }));

    [Fact]
    public void Takes_a_list_of_addresses_in_place_of_one()
    {
        var many = Good with { Address = "", Addresses = ["10.0.0.1:54321", "10.0.0.2:54321"] };

        Assert.Empty(Complaints(many));
        Assert.Equal(["sensors:0:addresses: there is an address, too; give one of the two"], Complaints(many with { Address = "a:1" }));
        Assert.Equal(["sensors:0:addresses:1: 'a:1' is there twice"], Complaints(many with { Addresses = ["a:1", "a:1"] }));
        Assert.Equal(
            ["sensors:0:addresses:0: 'dns:///a:1'; allowed: unix:///path (107 bytes at most), http://host:port, https://host:port or host:port"],
            Complaints(many with { Addresses = ["dns:///a:1"] }));
    }

    [Theory]
    [InlineData("unix:///s", 0, null, false)]
    [InlineData("dns:///a:1", 0, null, true)]
    [InlineData("", 2, null, true)]
    [InlineData("dns:///a:1", 0, false, false)]
    [InlineData("unix:///s", 0, true, true)]
    public void Names_nodes_from_events_where_many_are_read_as_one(string address, int addresses, bool? set, bool taken) => Assert.Equal(
        taken,
        (Good with { Address = address, Addresses = [.. Enumerable.Repeat("a:1", addresses)], NodeFromEvents = set }).TakesNodeFromEvents);

    [Fact]
    public void Refuses_to_ask_for_addresses_all_the_time() => Assert.Equal(
        ["sensors:0:resolveInterval: 00:00:00; allowed: 00:00:01 to 01:00:00"],
        Complaints(Good with { ResolveInterval = TimeSpan.Zero }));

    private static IEnumerable<string> Complaints(params SensorOptions[] sensors) =>
        new SensorOptionsValidator().Validate(name: null, [.. sensors]).Failures ?? [];
}
