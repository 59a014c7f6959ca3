using System.Globalization;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

public sealed class SharedFactsTests
{
    private readonly SharedFacts _shared = new();

    [Fact]
    public void Keeps_one_copy_of_what_repeats() => Assert.Same(_shared.Share(Labels("web")), _shared.Share(Labels("web")));

    [Fact]
    public void Lets_go_of_long_annotations_that_differ_for_each_pod()
    {
        var early = _shared.Share(Labels("web"));
        for (var i = 0; i < 17 * 1024; i++)
        {
            _ = _shared.Share(Labels(i.ToString(CultureInfo.InvariantCulture).PadLeft(1_024, 'x')));
        }

        Assert.NotSame(early, _shared.Share(Labels("web")));
    }

    [Fact]
    public void Cuts_no_label_shorter_than_the_catalog_does() => Assert.Equal(1_000, _shared.Share(Labels(new string('x', 1_000)))["app"].Length);

    private static Dictionary<string, string> Labels(string value) => new() { ["app"] = value };
}
