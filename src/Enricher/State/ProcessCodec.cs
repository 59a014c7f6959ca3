using System.Text.Json;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.State;

/// <summary>How a process image stands in <c>state.v1</c>.</summary>
internal static class ProcessCodec
{
    public static byte[] Write(ProcessImage image) => JsonSerializer.SerializeToUtf8Bytes(
        new()
        {
            Ktime = image.Ktime,
            Pid = image.Pid,
            ParentExecId = image.ParentExecId,
            Start = image.Start.UnixNanoseconds,
            End = image.End?.UnixNanoseconds ?? 0,
            Gone = image.Gone?.UnixNanoseconds ?? 0,
            Executable = image.Executable,
            CommandLine = image.CommandLine,
            WorkingDirectory = image.WorkingDirectory,
            Flags = image.Flags,
            ContainerId = image.ContainerId,
            User = image.User,
            More = More(image),
        },
        StateJson.Default.ProcessRecord);

    /// <summary>The image that a record tells of; null when it tells of none.</summary>
    public static ProcessImage? Read(string execId, byte[] value, SharedTexts texts)
    {
        if (JsonSerializer.Deserialize(value, StateJson.Default.ProcessRecord) is not { Pid: > 0 and <= int.MaxValue } record)
        {
            return null;
        }

        var image = new ProcessImage(ImageId.Of(execId, texts), record.Ktime, (int)record.Pid)
        {
            Parent = ImageId.Of(record.ParentExecId, texts),
            Start = new(record.Start),
            End = record.End == 0 ? null : new(record.End),
            Gone = record.Gone == 0 ? null : new(record.Gone),
            WorkingDirectory = texts.Share(record.WorkingDirectory),
            Flags = texts.Share(record.Flags),
            ContainerId = texts.Share(record.ContainerId),
            User = texts.Share(record.User),
        };
        image.Runs(texts.Share(record.Executable), record.CommandLine);
        if (record.More is { } more)
        {
            Take(image, more, texts);
        }

        return image;
    }

    private static MoreRecord? More(ProcessImage image)
    {
        var extras = image.Extras;
        return extras is null && image.Vpid is null && image.LoginUid is null && image.ExitCode is null && image.InInitTree is null
            ? null
            : new()
            {
                Vpid = image.Vpid,
                LoginUid = image.LoginUid,
                ExitCode = image.ExitCode,
                InInitTree = image.InInitTree,
                ExitSignal = extras?.ExitSignal,
                Tty = extras?.Tty,
                EffectiveCapabilities = NullIfEmpty(extras?.EffectiveCapabilities),
                PermittedCapabilities = NullIfEmpty(extras?.PermittedCapabilities),
                Hashes = extras?.Hashes is { Count: > 0 } hashes ? hashes : null,
                Environment = NullIfEmpty(extras?.Environment),
                OtherIds = NullIfEmpty(extras?.OtherIds),
                Origin = extras?.Origin,
            };
    }

    private static void Take(ProcessImage image, MoreRecord more, SharedTexts texts)
    {
        (image.Vpid, image.LoginUid) = (more.Vpid, more.LoginUid);
        (image.ExitCode, image.InInitTree) = (more.ExitCode, more.InInitTree);
        image.Extras = texts.Share((image.Extras ?? new()) with
        {
            ExitSignal = texts.Share(more.ExitSignal),
            Tty = more.Tty,
            EffectiveCapabilities = texts.Share(more.EffectiveCapabilities ?? []),
            PermittedCapabilities = texts.Share(more.PermittedCapabilities ?? []),
            Hashes = more.Hashes ?? [],
            Environment = more.Environment ?? [],
            OtherIds = more.OtherIds ?? [],
            Origin = more.Origin,
        });
    }

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string>? texts) => texts is { Count: > 0 } ? texts : null;
}
