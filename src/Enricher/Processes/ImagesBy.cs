using System.Collections;

namespace Eyrie.Enricher.Processes;

/// <summary>
/// Finds images by a key that they carry themselves: 8 bytes a place, at most two thirds taken, where a dictionary needs 28.
/// Of images with one key it holds one, the head of a list.
/// </summary>
/// <param name="keyOf">Reads the key; it must not change while the image is in here.</param>
internal sealed class ImagesBy<TKey>(Func<ProcessImage, TKey> keyOf) : IReadOnlyCollection<ProcessImage>
    where TKey : struct, IEquatable<TKey>
{
    private const int SmallestBits = 4;
    private ProcessImage?[] _places = new ProcessImage?[1 << SmallestBits];
    private int _shift = 32 - SmallestBits;

    public int Count { get; private set; }

    /// <summary>How many places there are: for those who walk through in steps.</summary>
    public int Places => _places.Length;

    /// <summary>What is at a place.</summary>
    public ProcessImage? At(int place) => _places[place];

    public ProcessImage? Find(TKey key) => _places[PlaceOf(key)];

    /// <summary>Puts an image in, in the place of one that has the same key.</summary>
    public void Set(ProcessImage image)
    {
        if (Count >= _places.Length / 3 * 2)
        {
            Grow();
        }

        var place = PlaceOf(keyOf(image));
        Count += _places[place] is null ? 1 : 0;
        _places[place] = image;
    }

    /// <summary>Takes out what has that key.</summary>
    public void Remove(TKey key)
    {
        var hole = PlaceOf(key);
        if (_places[hole] is null)
        {
            return;
        }

        // Those behind it move up, unless that would put them before where their search begins.
        var mask = _places.Length - 1;
        for (var next = (hole + 1) & mask; _places[next] is { } image; next = (next + 1) & mask)
        {
            if (((next - FirstPlace(keyOf(image))) & mask) >= ((next - hole) & mask))
            {
                _places[hole] = image;
                hole = next;
            }
        }

        _places[hole] = null;
        Count--;
    }

    public IEnumerator<ProcessImage> GetEnumerator()
    {
        var places = _places;
        for (var place = 0; place < places.Length; place++)
        {
            if (places[place] is { } image)
            {
                yield return image;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Odd, and another one for each size: put in here in the order of a larger one's places, images would all come to one spot.
    private int FirstPlace(TKey key) => (int)((uint)key.GetHashCode() * (2_654_435_769 + (uint)(_shift * 2)) >> _shift);

    private int PlaceOf(TKey key)
    {
        var place = FirstPlace(key);
        while (_places[place] is { } image && !keyOf(image).Equals(key))
        {
            place = (place + 1) & (_places.Length - 1);
        }

        return place;
    }

    private void Grow()
    {
        var before = _places;
        _places = new ProcessImage?[before.Length * 2];
        _shift--;
        Count = 0;
        foreach (var image in before)
        {
            if (image is not null)
            {
                Set(image);
            }
        }
    }
}
