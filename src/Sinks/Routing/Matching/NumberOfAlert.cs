using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing.Matching;

/// <summary>A number of an alert that can be compared.</summary>
/// <param name="Of">Takes it.</param>
/// <param name="Show">As people read it.</param>
internal sealed record NumberOfAlert(Func<Alert, int> Of, Func<Alert, string> Show)
{
    public static readonly NumberOfAlert Severity = new(static alert => (int)alert.Severity, static alert => alert.Severity.Word());

    /// <summary>The risk; 0 when it was not scored.</summary>
    public static readonly NumberOfAlert Risk = new(
        static alert => alert.RiskScore ?? 0, static alert => alert.RiskScore?.ToString(CultureInfo.InvariantCulture) ?? "");
}
