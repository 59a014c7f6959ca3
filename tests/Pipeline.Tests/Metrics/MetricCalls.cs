using System.Diagnostics.Metrics;
using System.Reflection;
using System.Reflection.Emit;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Platform.Metrics;
using Eyrie.Sinks;

namespace Eyrie.Pipeline.Tests.Metrics;

/// <summary>Reads in the code itself whether anybody calls what measures.</summary>
internal static class MetricCalls
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Assemblies =
        [typeof(IngestorMetrics).Assembly, typeof(EnricherMetrics).Assembly, typeof(SinkMetrics).Assembly, typeof(DeadLetterCounter).Assembly];

    private static readonly HashSet<MethodBase> Called = [.. Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(Calls)];

    /// <summary>Public methods of the classes that have instruments, and these classes' constructors.</summary>
    public static IEnumerable<MethodBase> Measuring() => Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(HasInstruments)
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => !method.IsSpecialName && method.Name is not ("Dispose" or "StartAsync" or "StopAsync"));

    /// <summary>Whether code of ours does that is not in the class itself.</summary>
    public static bool IsCalled(MethodBase method) => Called.Contains(method);

    private static bool HasInstruments(Type type) => type.GetFields(All).Any(field => typeof(Instrument).IsAssignableFrom(field.FieldType));

    private static IEnumerable<MethodBase> Calls(Type type) => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        .SelectMany(method => Calls(method).Where(called => called.DeclaringType != Outermost(type)));

    // Lambdas and state machines are classes within the class that they are written in.
    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        // A number that happens to look like a call names a method by accident only where such a token exists: harmless here.
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if ((code[i] == OpCodes.Call.Value || code[i] == OpCodes.Callvirt.Value) && Resolve(method, BitConverter.ToInt32(code, i + 1)) is { } called)
            {
                yield return called;
            }
        }
    }

    private static MethodBase? Resolve(MethodBase within, int token)
    {
        if (token >> 24 is not (0x06 or 0x0A))
        {
            return null;
        }

        try
        {
            return within.Module.ResolveMethod(token, within.DeclaringType?.GetGenericArguments(), within.IsGenericMethod ? within.GetGenericArguments() : null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or TypeLoadException or FileNotFoundException or MissingMethodException)
        {
            return null;
        }
    }
}
