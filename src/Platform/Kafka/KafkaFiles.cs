using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform.Kafka;

/// <summary>Whether the files that <see cref="KafkaOptions"/> names hold what they should. That they are there is checked with the keys.</summary>
internal static class KafkaFiles
{
    /// <summary>Stops a client from being made with files that librdkafka could only refuse in OpenSSL's words.</summary>
    /// <exception cref="PipelineException">Fatal: a file is not there, or holds something else.</exception>
    public static void Check(KafkaOptions kafka)
    {
        foreach (var (key, path) in new[] { ("caFile", kafka.CaFile), ("certificateFile", kafka.CertificateFile), ("keyFile", kafka.KeyFile) })
        {
            if (path is not null && Configuration.NamedFile.Problem(path) is { } problem)
            {
                throw new PipelineException(FailureKind.Fatal, $"kafka.{key}: {path}: {problem}");
            }
        }

        if (Complaints(kafka).FirstOrDefault() is { } complaint)
        {
            var key = Configuration.SettingNames.Camel(complaint.MemberNames.First());
            throw new PipelineException(FailureKind.Fatal, $"kafka.{key}: {complaint.ErrorMessage}");
        }
    }

    /// <summary>What is wrong with them, the first of it.</summary>
    public static IEnumerable<ValidationResult> Complaints(KafkaOptions kafka)
    {
        var found =
            Complaint(nameof(kafka.CaFile), kafka.CaFile is { } authority ? PemFile.Certificates(authority) : null)
            ?? Complaint(nameof(kafka.CertificateFile), kafka.CertificateFile is { } certificate ? PemFile.Certificates(certificate) : null)
            ?? Complaint(nameof(kafka.KeyFile), kafka.KeyFile is { } key ? PemFile.Key(key, HasPassword(kafka)) ?? Pair(kafka, key) : null);
        return found is null ? [] : [found];
    }

    private static string? Pair(KafkaOptions kafka, string key) =>
        kafka.CertificateFile is not { } certificate || !File.Exists(certificate) || !File.Exists(key) || kafka.Properties.ContainsKey("ssl.key.password")
            ? null
            : PemFile.Pair(certificate, key, Password(kafka));

    private static bool HasPassword(KafkaOptions kafka) => kafka.KeyPasswordFile is not null || kafka.Properties.ContainsKey("ssl.key.password");

    private static string? Password(KafkaOptions kafka)
    {
        try
        {
            return Secret.Read(kafka.KeyPasswordFile);
        }
        catch (PipelineException)
        {
            return ""; // somebody else says what is wrong with the file
        }
    }

    private static ValidationResult? Complaint(string member, string? problem) => problem is null ? null : new(problem, [member]);
}
