using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher.Tests.Scoring;

public sealed class AncestrySignsTests
{
    private static readonly ProgramNames Services = new([], ProgramNames.Services);
    private static readonly ProgramNames Shells = new([], ProgramNames.Shells);

    [Theory]
    [InlineData("cat < sh < nginx < systemd", "nginx > sh")]
    [InlineData("sh < php-fpm8.2 < systemd", "php-fpm8.2 > sh")]
    [InlineData("id < sh < perl < bash < postgres < systemd", "postgres > bash")]
    [InlineData("curl < python3 < SH < JAVA", "JAVA > SH")]
    [InlineData("nginx < sh < containerd-shim", null)] // the shell started the server
    [InlineData("cat < nginx < systemd", null)]
    [InlineData("cat < sh < sshd < systemd", null)]
    [InlineData("cat < sh < containerd-shim < nginxx", null)]
    [InlineData("bash < nginx < bash < node < systemd", "nginx > bash")]
    [InlineData("sh", null)]
    public void Finds_the_shell_that_a_service_spawned(string chain, string? expected)
    {
        var processes = Chain(chain);

        Assert.Equal(expected, AncestrySigns.ServiceShell(processes[0], processes[1..], Services, Shells));
    }

    [Fact]
    public void Knows_a_service_by_its_executable_whatever_it_calls_itself() => Assert.Equal(
        "kworker > sh",
        AncestrySigns.ServiceShell(new() { Name = "sh", Pid = 2 }, [new() { Name = "kworker", Executable = "/usr/sbin/nginx", Pid = 1 }], Services, Shells));

    [Fact]
    public void Takes_the_names_that_are_configured_in_place_of_ours()
    {
        var processes = Chain("sh < server7 < systemd");
        var configured = new ProgramNames(["server*"], ProgramNames.Services);

        Assert.Equal("server7 > sh", AncestrySigns.ServiceShell(processes[0], processes[1..], configured, Shells));
        Assert.Null(AncestrySigns.ServiceShell(Chain("sh < nginx")[0], Chain("sh < nginx")[1..], configured, Shells));
    }

    [Fact]
    public void Writes_no_name_that_could_do_harm() => Assert.Equal(
        "php-fpm??[31m > sh",
        AncestrySigns.ServiceShell(new() { Name = "sh" }, [new() { Name = "php-fpm\n\e[31m" }], Services, Shells));

    [Theory]
    [InlineData("cat < bash < sshd < systemd", 0, "a login by ssh")]
    [InlineData("cat < bash < login < systemd", 0, "a login at the console")]
    [InlineData("cat < bash < ssm-session-worker < systemd", 0, "a session of AWS Systems Manager")]
    [InlineData("cat < nginx < systemd", 0, null)]
    [InlineData("cat < nginx < systemd", 34816, "a terminal")]
    public void Tells_by_what_a_person_is_known(string chain, int terminal, string? expected)
    {
        var processes = Chain(chain);

        Assert.Equal(expected, AncestrySigns.Interactive(processes[0] with { Tty = terminal }, processes[1..], leader: null));
    }

    [Fact]
    public void Takes_the_terminal_of_the_session()
    {
        var processes = Chain("cat < bash < nginx < systemd");

        Assert.Equal("a terminal", AncestrySigns.Interactive(processes[0], [processes[1] with { Tty = 34816 }, .. processes[2..]], new() { Pid = processes[1].Pid }));
        Assert.Null(AncestrySigns.Interactive(null, [], null));
    }

    // The acting process first.
    private static ProcessFact[] Chain(string names)
    {
        var all = names.Split(" < ");
        return [.. all.Select((name, at) => new ProcessFact { Name = name, Executable = "/usr/bin/" + name.ToLowerInvariant(), Pid = all.Length - at })];
    }
}
