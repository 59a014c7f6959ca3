using Eyrie.Commands;
using Eyrie.Enricher.Noise;

namespace Eyrie.Tests.Commands;

public sealed class NoiseTextTests
{
    private static readonly string Hostile = "a\u001b[31m\u202e\u0007\nb";

    [Fact]
    public void Nothing_that_an_alert_says_reaches_the_terminal_as_it_is()
    {
        var text = Text(Kind(Hostile) with { Exceptions = [Hostile], Ancestors = [Hostile], SomeBinaries = [Hostile], SomeCommands = [Hostile], Notes = [Hostile] });

        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c is '\u202e');
    }

    [Fact]
    public void Shows_figures_and_both_proposals_to_be_copied()
    {
        var text = Text(Kind("Terminal shell") with { Alerts = 8_200, Share = 0.664, Excepted = 4_100, FalcoException = "- rule: x\n  exceptions: []\n", EyrieException = "- rules: [x]\n" });

        Assert.Contains("eyrie.alerts.v1 since 6:00: 12,345 alerts, 0 of them excepted; 1 kinds", text, StringComparison.Ordinal);
        Assert.Contains("   1      8,200  66.4%     50.0%  Terminal shell", text, StringComparison.Ordinal);
        Assert.Contains("\n   - rule: x\n     exceptions: []\n", text, StringComparison.Ordinal);
        Assert.Contains("\n   - rules: [x]\n", text, StringComparison.Ordinal);
    }

    private static NoisyKind Kind(string text) => new()
    {
        Rule = text,
        Sensor = "falco",
        Where = text,
        Severity = "warning",
        Alerts = 1,
        Exceptions = [],
        SomeBinaries = [],
        SomeCommands = [],
        Ancestors = [],
    };

    private static string Text(NoisyKind kind)
    {
        var output = new StringWriter { NewLine = "\n" };
        NoiseText.Write(output, new() { Topic = "eyrie.alerts.v1", From = "6:00", Alerts = 12_345, Kinds = 1, Noisiest = [kind] });
        return output.ToString();
    }
}
