namespace Eyrie.Contracts.Fields;

/// <summary>What the value of a document's field is, in Elasticsearch's words.</summary>
public enum FieldType
{
    /// <summary>A text that is found as a whole.</summary>
    Keyword,

    /// <summary>A text in which any part is found: command lines.</summary>
    Wildcard,

    /// <summary>A text in which words are found.</summary>
    Text,

    /// <summary>An integer of 64 bits.</summary>
    WholeNumber,

    /// <summary>A floating-point number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An IPv4 or IPv6 address.</summary>
    Address,

    /// <summary>A moment from 1970 to 2262: RFC 3339 in UTC with nine fraction digits.</summary>
    Time,

    /// <summary>Texts under keys that others choose: one field of Elasticsearch's whatever they are.</summary>
    Flat,

    /// <summary>A list of objects, whose fields have lines of their own.</summary>
    Objects,
}

/// <summary>In which documents a field is.</summary>
public enum FieldPresence
{
    /// <summary>Where the event or the Enricher knows it.</summary>
    Sometimes,

    /// <summary>In every alert.</summary>
    EveryAlert,

    /// <summary>In every document.</summary>
    Always,
}
