using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Eyrie.Platform.Kafka;

/// <summary>
/// Makes sure that the native library is the one that came with Confluent.Kafka. Left alone, the client falls through to
/// a distribution's older librdkafka when its first choice misses a system library, then fails at the first record.
/// </summary>
public static class KafkaNative
{
    private static readonly string[] Builds = ["librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"];
    private static readonly Lazy<string> Loaded = new(LoadOnce);

    /// <summary>Loads the library once a process.</summary>
    /// <returns>Its version, for instance <c>2.16.0</c>.</returns>
    /// <exception cref="PipelineException">Fatal: none of the builds that came with the package can be loaded.</exception>
    public static string Load() => Loaded.Value;

    private static string LoadOnce()
    {
        if (OperatingSystem.IsLinux())
        {
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(KafkaNative).Assembly, Resolve);
        }

        var expected = typeof(Library).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+', '-')[0];
        return Library.VersionString.StartsWith(expected, StringComparison.Ordinal)
            ? Library.VersionString
            : throw new PipelineException(
                FailureKind.Fatal,
                $"librdkafka {Library.VersionString} was loaded where {expected} belongs: remove the distribution's librdkafka");
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name.Contains("librdkafka", StringComparison.Ordinal) ? Bundled() : IntPtr.Zero;

    private static IntPtr Bundled()
    {
        var architecture = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        foreach (var folder in new[] { Path.Combine("runtimes", architecture, "native"), "" })
        {
            foreach (var build in Builds)
            {
                var path = Path.Combine(AppContext.BaseDirectory, folder, build);
                if (File.Exists(path) && NativeLibrary.TryLoad(path, out var handle))
                {
                    return handle;
                }
            }
        }

        return IntPtr.Zero;
    }
}
