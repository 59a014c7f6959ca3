using System.Globalization;
using System.Text;

namespace Eyrie.Enricher.Noise;

/// <summary>
/// Proposes an exception in Falco's own syntax. Falco puts values into the rule's condition as they are (and in quotes only where there is a
/// blank), so what has other than the letters of names and paths is proposed to nobody: it could say anything.
/// </summary>
internal static class FalcoProposal
{
    private const string Syscalls = "syscall";
    private const int LongestName = 15; // of what the kernel keeps of a program's name

    /// <summary>The item of a rules file; null when there can be none, and why.</summary>
    public static (string? Yaml, string? Why) Write(CommonGround ground, NoiseKey key)
    {
        if (key.Sensor != "falco")
        {
            return (null, null);
        }

        if (key.Provider is not ("" or Syscalls))
        {
            return (null, $"rules of the source '{key.Provider}' have other fields: write it by hand");
        }

        var conditions = Conditions(ground).ToArray();
        return ground.Rule.Length == 0 || Array.Exists(conditions, one => one.Values.Any(value => !IsSafe(value) && value != ground.FalcoCommand))
            ? (null, "a name has characters that Falco's exceptions do not keep apart from the rule's condition: write it by hand, or use Eyrie's")
            : (Write(ground, conditions), null);
    }

    /// <summary>Whether the command line can be said in a condition: with blanks Falco puts it into quotes.</summary>
    public static bool HasSafeCommand(CommonGround ground) =>
        ground.FalcoCommand is { } line && line.Split(' ').All(word => IsSafe(word) && !IsNameOfList(word));

    private static IEnumerable<(string Field, string Operator, IReadOnlyList<string> Values)> Conditions(CommonGround ground)
    {
        if (ground.OnHost)
        {
            yield return ("container.id", "=", ["host"]);
        }

        if (ground.Namespace.Length > 0)
        {
            yield return ("k8s.ns.name", "=", [ground.Namespace]);
        }

        if (ground.Workload.Split('/') is [var kind, { Length: > 0 } name])
        {
            yield return kind is "Pod" ? ("k8s.pod.name", "=", [name]) : ("k8s.pod.name", "startswith", [$"{name}-"]); // Falco knows no workload
        }

        if (ground.Image is { } image)
        {
            yield return ("container.image.repository", "=", [image]);
        }

        foreach (var program in Programs(ground))
        {
            yield return program;
        }
    }

    private static IEnumerable<(string Field, string Operator, IReadOnlyList<string> Values)> Programs(CommonGround ground)
    {
        if (ground.Binaries.Count > 0 && ground.Binaries.All(IsPath))
        {
            yield return ground.Binaries.Count == 1 ? ("proc.exepath", "=", ground.Binaries) : ("proc.exepath", "in", ground.Binaries);
        }
        else if (ground.Binaries.Count > 0 && ground.Binaries.All(one => !IsPath(one)))
        {
            yield return ("proc.name", "in", [.. ground.Binaries.Select(Short)]);
        }

        if (ground.Ancestor is { } ancestor)
        {
            yield return IsPath(ancestor) ? ("proc.aexepath", "=", [ancestor]) : ("proc.aname", "=", [Short(ancestor)]);
        }

        if (HasSafeCommand(ground))
        {
            yield return ("proc.cmdline", "=", [ground.FalcoCommand!]);
        }

        if (ground is { OnHost: true, User: { } user })
        {
            yield return ("user.name", "=", [user]);
        }
    }

    private static string Write(CommonGround ground, (string Field, string Operator, IReadOnlyList<string> Values)[] conditions) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"- rule: {YamlText.Of(ground.Rule)}").AppendLine()
        .AppendLine("  exceptions:")
        .Append(CultureInfo.InvariantCulture, $"    - name: {Name(ground, conditions)}").AppendLine()
        .Append(CultureInfo.InvariantCulture, $"      fields: {YamlText.Of(conditions.Select(one => one.Field))}").AppendLine()
        .Append(CultureInfo.InvariantCulture, $"      comps: [{string.Join(", ", conditions.Select(one => one.Operator is "=" ? "\"=\"" : one.Operator))}]").AppendLine()
        .AppendLine("      values:")
        .Append(CultureInfo.InvariantCulture, $"        - [{string.Join(", ", conditions.Select(one => one.Operator is "in" ? $"[{string.Join(", ", one.Values.Select(Value))}]" : Value(one.Values[0])))}]").AppendLine()
        .AppendLine("  override:")
        .AppendLine("    exceptions: append")
        .ToString();

    // Of its own for each: values of a name that is there already would be added to that one's fields.
    private static string Name(CommonGround ground, (string Field, string Operator, IReadOnlyList<string> Values)[] conditions)
    {
        var all = string.Join('\n', conditions.SelectMany(one => one.Values.Prepend(one.Field)));
        var words = ground.Workload.Length > 0 ? ground.Workload : ground.OnHost ? "host" : ground.Namespace;
        var safe = new string([.. words.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
        return string.Create(CultureInfo.InvariantCulture, $"eyrie_{safe}_{DistinctCount.Hash(Encoding.UTF8.GetBytes(all)) & 0xFFFF_FFFF:x8}");
    }

    // The name of a list in Falco's rules would be replaced by what is in it, were it not in quotes of Falco's.
    private static string Value(string value) => IsNameOfList(value) ? $"'\"{value}\"'" : YamlText.Of(value);

    private static bool IsNameOfList(string value) => value.Contains('_', StringComparison.Ordinal) && !value.Contains('/', StringComparison.Ordinal);

    private static bool IsSafe(string value) =>
        value.Length > 0 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_' or ':' or '+' or '@');

    private static bool IsPath(string program) => program.StartsWith('/');

    private static string Short(string name) => name.Length > LongestName ? name[..LongestName] : name;
}
