using CsCheck;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class ImagesByTests
{
    private static readonly Gen<(int Pid, bool Add)[]> Acts = Gen.Select(Gen.Int[1, 60], Gen.Bool).Array[0, 300];

    [Fact]
    public void Holds_what_a_dictionary_holds() => Acts.Sample(acts =>
    {
        var images = new ImagesBy<int>(static image => (int)image.Pid);
        var expected = new Dictionary<int, ProcessImage>();
        foreach (var (number, add) in acts)
        {
            var pid = number << 12; // near each other, as pids of one hash are
            if (add)
            {
                images.Set(expected[pid] = new(new("n", number, pid), number, pid));
            }
            else
            {
                images.Remove(pid);
                expected.Remove(pid);
            }
        }

        return images.Count == expected.Count
            && images.ToHashSet().SetEquals(expected.Values)
            && Enumerable.Range(1, 60).All(number => images.Find(number << 12) == expected.GetValueOrDefault(number << 12));
    });

    [Fact]
    public void Takes_a_great_many_in_the_order_of_another_one()
    {
        var (images, copy) = (new ImagesBy<ImageId>(static image => image.Id), new ImagesBy<ImageId>(static image => image.Id));
        for (var i = 1; i <= 300_000; i++)
        {
            images.Set(new(new("n", i, 7), i, 7));
        }

        foreach (var image in images) // with one hash for all sizes this does not end
        {
            copy.Set(image);
        }

        Assert.Equal(300_000, copy.Count);
        Assert.All(Enumerable.Range(1, 300_000), i => Assert.NotNull(copy.Find(new("n", i, 7))));
    }
}
