namespace Eyrie.Enricher;

/// <summary>Why an alert was not joined more surely, where advice is given on it.</summary>
internal static class JoinReasons
{
    public const string NoTetragon = "no Tetragon on the node";
    public const string NotTold = "Tetragon did not tell of the process";
    public const string ExecNotTold = "Tetragon did not tell of this exec";
}
