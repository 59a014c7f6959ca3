using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Platform.Configuration;

/// <summary>Asks options that check themselves as a whole, and says where what they complain about was written.</summary>
internal static class OptionsRules
{
    /// <summary>Asks the options of every map in which nothing else is wrong.</summary>
    public static void Check(
        IEnumerable<CheckedObject> objects, IConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var wrong = problems.Select(problem => problem.Key).ToArray();
        foreach (var found in objects.Where(found => !Array.Exists(wrong, key => ConfigurationLoader.IsAtOrBelow(key, found.Key))))
        {
            foreach (var type in found.Shape.Types.Where(type => type.IsAssignableTo(typeof(IValidatableObject))))
            {
                var section = found.Path.Length > 0 ? configuration.GetSection(found.Path) : configuration;
                var options = (IValidatableObject)(section.Get(type) ?? Activator.CreateInstance(type)!);
                problems.AddRange(options.Validate(new(options)).Select(complaint => Problem(found, complaint)));
            }
        }
    }

    private static ConfigurationProblem Problem(CheckedObject found, ValidationResult complaint)
    {
        var name = complaint.MemberNames.FirstOrDefault() is { Length: > 0 } member ? SettingNames.Camel(member) : "";
        var where = (found.Node.Members?.GetValueOrDefault(name) ?? found.Node).Where;
        var key = name.Length == 0 ? found.Key : found.Key.Length == 0 ? name : $"{found.Key}.{name}";
        return new(where, key, complaint.ErrorMessage ?? "is not valid") { IsSentence = true, MattersInUse = true };
    }
}
