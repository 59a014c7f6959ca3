namespace Eyrie.Sinks;

/// <summary>Waiting for tasks on a thread that belongs to a loop, where nothing can be awaited.</summary>
internal static class TaskWaits
{
    /// <summary>Waits so long at most; whether the task has ended, however it did.</summary>
    public static bool IsDone(this Task task, TimeSpan patience) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(patience);
}
