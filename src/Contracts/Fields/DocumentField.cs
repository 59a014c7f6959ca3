namespace Eyrie.Contracts.Fields;

/// <summary>A field that documents on <c>alerts.v1</c> and <c>activity.v1</c> can have: a line of <see cref="DocumentFields"/>.</summary>
/// <param name="Name">Its path, with dots.</param>
/// <param name="Type">What its value is.</param>
/// <param name="Meaning">What it is, in one short sentence.</param>
/// <param name="Example">A value as it is in JSON, without quotes where it is a text; of a list, one element.</param>
public sealed record DocumentField(string Name, FieldType Type, string Meaning, string Example)
{
    private static readonly string[] OurNamespaces = ["eyrie.", "falco.", "tetragon.", "tetragon", "kubernetes.", "process.Ext."];

    /// <summary>The value is a list, also when it has one element only.</summary>
    public bool IsList { get; init; }

    /// <summary>In which documents it is.</summary>
    public FieldPresence Presence { get; init; }

    /// <summary>Never in a document on <c>activity.v1</c>.</summary>
    public bool OnlyAlerts { get; init; }

    /// <summary>Elasticsearch also finds its words, under <c>.text</c>, as ECS has it.</summary>
    public bool HasText { get; init; }

    /// <summary>
    /// Elasticsearch finds and sorts it to the millisecond; the document has nine digits all the same. Kibana's detection rules page by these
    /// fields, and fail beyond the first page where they have nanoseconds (elastic/kibana#281834).
    /// </summary>
    public bool ByMillisecond { get; init; }

    /// <summary>The values known today; later versions may have more. Empty: any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Not a field of ECS: in a namespace of ours, of a sensor's or of Elastic Agent's.</summary>
    public bool IsOurs => Array.Exists(OurNamespaces, start => Name == start || (start[^1] == '.' && Name.StartsWith(start, StringComparison.Ordinal)));

    internal static DocumentField Keyword(string name, string meaning, string example) => new(name, FieldType.Keyword, meaning, example);

    internal static DocumentField Wildcard(string name, string meaning, string example) => new(name, FieldType.Wildcard, meaning, example);

    internal static DocumentField Text(string name, string meaning, string example) => new(name, FieldType.Text, meaning, example);

    internal static DocumentField Whole(string name, string meaning, string example) => new(name, FieldType.WholeNumber, meaning, example);

    internal static DocumentField Number(string name, string meaning, string example) => new(name, FieldType.Number, meaning, example);

    internal static DocumentField Boolean(string name, string meaning) => new(name, FieldType.Boolean, meaning, "true");

    internal static DocumentField Address(string name, string meaning, string example) => new(name, FieldType.Address, meaning, example);

    internal static DocumentField Time(string name, string meaning) => new(name, FieldType.Time, meaning, "2026-11-23T10:23:35.491817756Z");

    internal static DocumentField Flat(string name, string meaning, string example) => new(name, FieldType.Flat, meaning, example);

    internal static DocumentField Objects(string name, string meaning) => new(name, FieldType.Objects, meaning, "") { IsList = true };

    /// <summary>Its value is a list.</summary>
    internal DocumentField List() => this with { IsList = true };

    /// <summary>It is in every document.</summary>
    internal DocumentField Always() => this with { Presence = FieldPresence.Always };

    /// <summary>It is in every alert.</summary>
    internal DocumentField EveryAlert() => this with { Presence = FieldPresence.EveryAlert };

    /// <summary>It is in no activity.</summary>
    internal DocumentField InAlerts() => this with { OnlyAlerts = true };

    /// <summary>ECS has the multi-field <c>.text</c> for it.</summary>
    internal DocumentField AndText() => this with { HasText = true };

    /// <summary>Elasticsearch knows it to the millisecond.</summary>
    internal DocumentField Coarsely() => this with { ByMillisecond = true };

    /// <summary>The values that it has today.</summary>
    internal DocumentField Of(params string[] values) => this with { Values = values };
}
