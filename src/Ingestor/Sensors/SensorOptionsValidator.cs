using System.Text.RegularExpressions;
using Eyrie.Ingestor.Sensors.Falco;
using Eyrie.Ingestor.Sensors.Files;
using Eyrie.Ingestor.Sensors.Tetragon;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Checks the list of sensors; each complaint names its key, what was found and what is allowed.</summary>
internal sealed partial class SensorOptionsValidator : IValidateOptions<List<SensorOptions>>
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, List<SensorOptions> options)
    {
        var failures = new List<string>();
        if (options.Count == 0)
        {
            failures.Add("sensors: the list is empty; the Ingestor needs at least one sensor");
        }

        if (options.Count(FileSensors.ReadsStandardInput) > 1)
        {
            failures.Add("sensors: several read the standard input; only one can");
        }

        for (var i = 0; i < options.Count; i++)
        {
            var key = $"sensors:{i}";
            failures.AddRange(Complaints(options[i]).Select(complaint => $"{key}:{complaint}"));
            if (options.Take(i).Any(other => other.Name == options[i].Name))
            {
                failures.Add($"{key}:name: '{options[i].Name}' is taken; give each sensor a name of its own");
            }
        }

        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Complaints(SensorOptions sensor)
    {
        if (!SensorTypes.All.ContainsKey(sensor.Type))
        {
            yield return $"type: '{sensor.Type}' is not a sensor type; allowed: {SensorTypes.Names}{NearestWord.Hint(sensor.Type, SensorTypes.All.Keys)}";
        }
        else if (!NamePattern.IsMatch(sensor.Name))
        {
            yield return $"name: '{sensor.Name}'; allowed: up to 63 letters, digits, '.', '_' and '-'";
        }

        foreach (var complaint in sensor.Type.EndsWith("-grpc", StringComparison.Ordinal) ? GrpcSensors.Complaints(sensor) : [])
        {
            yield return complaint;
        }

        foreach (var complaint in sensor.Type == "falco-http" ? FalcoHttpRules.Complaints(sensor) : [])
        {
            yield return complaint;
        }

        foreach (var complaint in TetragonFilters.Complaints(sensor))
        {
            yield return complaint;
        }

        foreach (var complaint in FileSensors.Complaints(sensor))
        {
            yield return complaint;
        }

        if (sensor.PollInterval < ShortestPoll || sensor.PollInterval > LongestPoll)
        {
            yield return $"pollInterval: {sensor.PollInterval}; allowed: {ShortestPoll} to {LongestPoll}";
        }

        foreach (var complaint in sensor.Tls is { } tls ? Complaints(tls) : [])
        {
            yield return $"tls:{complaint}";
        }
    }

    private static IEnumerable<string> Complaints(SensorTlsOptions tls)
    {
        if (tls is { KeyFile: not null, CertificateFile: null })
        {
            yield return "keyFile: there is a key but no certificateFile";
        }

        foreach (var (key, path) in new[] { ("caFile", tls.CaFile), ("certificateFile", tls.CertificateFile), ("keyFile", tls.KeyFile) })
        {
            if (path is not null && !File.Exists(path))
            {
                yield return $"{key}: there is no file '{path}'";
            }
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9._-]{1,63}$")]
    private static partial Regex NamePattern { get; }
}
