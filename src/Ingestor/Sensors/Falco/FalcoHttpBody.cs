using System.Buffers;
using System.IO.Compression;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>A request's body, in an array that goes back to the pool.</summary>
/// <param name="limit">Bytes that a body may have.</param>
/// <param name="places">A large body waits for one of a few places, so that many at a time do not fill the memory.</param>
internal sealed class FalcoHttpBody(int limit, SemaphoreSlim places) : IDisposable
{
    private const int FirstBytes = 8 * 1024;
    private const int SmallBytes = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private bool _mayBeLarge;
    private bool _holdsPlace;

    /// <summary>What was read, a byte above the limit at most.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>How much was read.</summary>
    public int Length { get; private set; }

    /// <summary>There is more than the limit allows.</summary>
    public bool IsTooLarge => Length > limit;

    /// <summary>Reads to the end, or to the limit.</summary>
    public async ValueTask ReadAsync(Stream body, CancellationToken cancellation)
    {
        while (!IsTooLarge)
        {
            if (Length == _buffer.Length)
            {
                await GrowAsync(cancellation);
            }

            var room = Math.Min(_buffer.Length, limit + 1) - Length;
            var read = await body.ReadAsync(_buffer.AsMemory(Length, room), cancellation);
            if (read == 0)
            {
                return;
            }

            Length += read;
        }
    }

    /// <summary>Unpacks what was read into another body, to the limit.</summary>
    /// <exception cref="InvalidDataException">It is not gzip.</exception>
    public async ValueTask<FalcoHttpBody> UnpackAsync(CancellationToken cancellation)
    {
        await TakePlaceAsync(cancellation); // small as it came is no promise
        var unpacked = new FalcoHttpBody(limit, places) { _mayBeLarge = true };
        try
        {
            using var packed = new MemoryStream(_buffer, 0, Length, writable: false);
            await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            await unpacked.ReadAsync(gzip, cancellation);
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
        if (_holdsPlace)
        {
            _holdsPlace = false;
            places.Release();
        }
    }

    private async ValueTask GrowAsync(CancellationToken cancellation)
    {
        if (Length >= SmallBytes)
        {
            await TakePlaceAsync(cancellation);
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, limit + 1L));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private async ValueTask TakePlaceAsync(CancellationToken cancellation)
    {
        if (!_mayBeLarge)
        {
            await places.WaitAsync(cancellation);
            _mayBeLarge = _holdsPlace = true;
        }
    }
}
