using Eyrie.Faults;

if (args is ["--serve-kafka", var prefix])
{
    return KafkaProcess.Serve(prefix);
}

try
{
    if (await SinkFaults.RunAsync(args, TimeProvider.System) is { } code)
    {
        return code;
    }

    if (FaultOptions.Parse(args) is not { } options)
    {
        Console.Error.WriteLine($"{FaultOptions.Usage}\n{SinkFaults.Usage}");
        return 2;
    }

    await using var run = await FaultRun.StartAsync(options, TimeProvider.System);
    return await run.PlayAsync() ? 0 : 1;
}
catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException or Eyrie.Platform.PipelineException)
{
    Console.Error.WriteLine($"could not be tried: {e.Message}");
    return 2;
}
