using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Files;

internal static partial class FileLog
{
    [LoggerMessage(1040, LogLevel.Warning, "{Sensor} has nothing to read: there is no file at {Path}, or we may not see it. It is read when it appears")]
    public static partial void NoFiles(this ILogger logger, string sensor, string path);

    [LoggerMessage(1041, LogLevel.Warning, "{Sensor} cannot read {Path}: {Cause}. Trying on; the next line about it is when that changes")]
    public static partial void FileUnreadable(this ILogger logger, string sensor, string path, string cause);

    [LoggerMessage(1042, LogLevel.Warning, "{Sensor} reads {Path} from its beginning: {Position} bytes of it were read, but {Why}; it was emptied or replaced")]
    public static partial void FileStartedAgain(this ILogger logger, string sensor, string path, long position, string why);

    [LoggerMessage(1043, LogLevel.Information, "{Sensor} goes on in {Path}, a copy of {Log}, at byte {Position}")]
    public static partial void CopyRecognised(this ILogger logger, string sensor, string path, string log, long position);

    [LoggerMessage(1044, LogLevel.Warning, "{Count} lines of {Sensor} are no events; they are in the dead letters. The last: {Why}")]
    public static partial void LinesRejected(this ILogger logger, string sensor, long count, string why);

    [LoggerMessage(1045, LogLevel.Error, "The places of {Sensor} cannot be kept in {Path}: {Cause}. It is read on; a restart will read again what was read since")]
    public static partial void CheckpointUnwritable(this ILogger logger, string sensor, string path, string cause);

    [LoggerMessage(1046, LogLevel.Information, "The places of {Sensor} are kept in {Path} again")]
    public static partial void CheckpointRecovered(this ILogger logger, string sensor, string path);

    [LoggerMessage(1047, LogLevel.Error, "The places of {Sensor} in {Path} cannot be read: {Cause}. All its files are read from their beginning")]
    public static partial void CheckpointUnreadable(this ILogger logger, string sensor, string path, string cause);

    [LoggerMessage(1048, LogLevel.Information, "{Sensor} has ended, {Bytes} bytes were read")]
    public static partial void InputEnded(this ILogger logger, string sensor, long bytes);
}
