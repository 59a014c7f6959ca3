using Eyrie.Contracts;
using Spectre.Console;

namespace Eyrie.Demo;

/// <summary>The colours of the demo.</summary>
internal static class Styles
{
    public static readonly Style Dim = new(Color.Grey);
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Good = new(Color.Green, decoration: Decoration.Bold);
    public static readonly Style Bad = new(Color.White, Color.Red, Decoration.Bold);
    public static readonly Style Where = new(Color.Aqua);

    /// <summary>The worse, the louder.</summary>
    public static Style Of(Severity severity) => severity switch
    {
        >= Severity.Critical => Bad,
        Severity.Error => new(Color.Red, decoration: Decoration.Bold),
        Severity.Warning => new(Color.Yellow, decoration: Decoration.Bold),
        Severity.Notice => new(Color.Blue),
        _ => Dim,
    };
}
