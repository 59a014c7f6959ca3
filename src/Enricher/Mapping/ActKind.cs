namespace Eyrie.Enricher.Mapping;

/// <summary>What was done, in ECS's words: only combinations that ECS has. Both sensors use the same, so that one query finds both.</summary>
/// <param name="Categories"><c>event.category</c>.</param>
/// <param name="Types"><c>event.type</c>.</param>
internal sealed record ActKind(IReadOnlyList<string> Categories, IReadOnlyList<string> Types)
{
    public static readonly ActKind Unknown = new([], ["info"]);
    public static readonly ActKind Host = new(["host"], ["info"]);
    public static readonly ActKind ProcessStart = new(["process"], ["start"]);
    public static readonly ActKind ProcessEnd = new(["process"], ["end"]);
    public static readonly ActKind ProcessChange = new(["process"], ["change"]);
    public static readonly ActKind ProcessAccess = new(["process"], ["access"]);
    public static readonly ActKind Process = new(["process"], ["info"]);
    public static readonly ActKind FileAccess = new(["file"], ["access"]);
    public static readonly ActKind FileChange = new(["file"], ["change"]);
    public static readonly ActKind FileCreation = new(["file"], ["creation"]);
    public static readonly ActKind FileDeletion = new(["file"], ["deletion"]);
    public static readonly ActKind File = new(["file"], ["info"]);
    public static readonly ActKind ConnectionStart = new(["network"], ["connection", "start"]);
    public static readonly ActKind ConnectionEnd = new(["network"], ["connection", "end"]);
    public static readonly ActKind Connection = new(["network"], ["connection"]);
    public static readonly ActKind Listening = new(["network"], ["start"]);
    public static readonly ActKind NameLookup = new(["network"], ["protocol"]);
    public static readonly ActKind DriverStart = new(["driver"], ["start"]);
    public static readonly ActKind DriverEnd = new(["driver"], ["end"]);
    public static readonly ActKind Driver = new(["driver"], ["info"]);
    public static readonly ActKind LibraryStart = new(["library"], ["start"]);
    public static readonly ActKind Login = new(["authentication"], ["start"]);
    public static readonly ActKind LoginEnd = new(["authentication"], ["end"]);

    /// <summary>A call of an API that changes nothing in how it is set up.</summary>
    public static ActKind Call(string type) => new(["api"], [type]);

    /// <summary>A call of an API that changes how something is set up.</summary>
    public static ActKind Configuration(string type) => new(["api", "configuration"], [type]);
}
