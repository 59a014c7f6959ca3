using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class EntryPointTests
{
    private const string Container = "551e161c47d8ff0eb665438a7bcd5b4e3ef5a297282b40a92b7c77d6bd168eb3";

    private static readonly ProcessFact Init = Image(1, "systemd");
    private static readonly ProcessFact Shim = Image(50, "containerd-shim");

    [Fact]
    public void Names_a_containers_first_process()
    {
        var first = Image(60, "nginx") with { ContainerId = Container, Vpid = 1 };

        AssertEntry(60, "container", Inside(62, "sh"), Inside(61, "nginx"), first, Shim, Init);
        AssertEntry(60, "container", first, Shim, Init);
    }

    [Fact]
    public void Names_what_an_exec_into_a_container_began() =>
        AssertEntry(70, "container", Inside(71, "id"), Inside(70, "sh") with { InInitTree = false }, Shim, Init);

    [Fact]
    public void Names_what_the_containers_process_runs_and_not_what_it_was_before() =>
        AssertEntry(60, "container", Inside(62, "sh"), Inside(60, "nginx"), Inside(60, "runc"), Shim, Init);

    [Fact]
    public void Names_the_process_below_an_ssh_session() => AssertEntry(
        83, "sshd", Image(90, "curl"), Image(83, "bash"), Image(82, "sshd"), Image(81, "sshd-session"), Image(80, "sshd"), Init);

    [Fact]
    public void Names_the_process_below_a_console_and_a_session_of_ssm()
    {
        AssertEntry(83, "console", Image(90, "curl"), Image(83, "bash"), Image(82, "login"), Init);
        AssertEntry(83, "ssm", Image(83, "sh"), Image(82, "ssm-session-worker"), Init);
    }

    [Fact]
    public void Names_a_service_that_systemd_started() => AssertEntry(
        40, "init", Image(41, "sh"), Image(40, "cron"), Image(40, "systemd-executor"), Init);

    [Fact]
    public void Names_a_service_that_leads_its_session() => Assert.Equal(
        (40, "init"), Entry(Image(41, "sh"), Image(40, "cron"), [Image(40, "cron"), Init]));

    [Fact]
    public void Says_nothing_of_what_may_have_lost_its_parent()
    {
        Assert.Null(EntryPoint.Find(Image(41, "cat"), [Image(40, "sh"), Init], null));
        Assert.Null(EntryPoint.Find(Image(41, "cat"), [], null));
        Assert.Null(EntryPoint.Find(Image(41, "sshd"), [Init], null));
    }

    [Fact]
    public void Says_nothing_of_a_container_whose_chain_does_not_leave_it() =>
        Assert.Null(EntryPoint.Find(Inside(62, "sh"), [Inside(61, "nginx")], null));

    [Fact]
    public void Completes_a_sessions_leader_by_what_is_known_of_it()
    {
        var shell = Image(83, "bash");

        Assert.Equal(shell.ExecId, Lineage.Known(new() { Pid = 83, Name = "bash" }, Image(90, "id"), [shell, Init])!.ExecId);
        Assert.Null(Lineage.Known(new() { Vpid = 83 }, Image(90, "id"), [shell, Init])!.ExecId);
    }

    private static void AssertEntry(long pid, string type, ProcessFact process, params ProcessFact[] ancestors) =>
        Assert.Equal((pid, type), Entry(process, null, ancestors));

    private static (long Pid, string Type) Entry(ProcessFact process, ProcessFact? session, IReadOnlyList<ProcessFact> ancestors)
    {
        var entry = EntryPoint.Find(process, ancestors, session)!.Value;
        Assert.NotEqual("runc", entry.Leader.Name);
        return (entry.Leader.Pid!.Value, entry.Type);
    }

    private static ProcessFact Inside(long pid, string name) => Image(pid, name) with { ContainerId = Container[..31] };

    private static ProcessFact Image(long pid, string name) => new() { Pid = pid, Name = name, ExecId = $"{name}{pid}" };
}
