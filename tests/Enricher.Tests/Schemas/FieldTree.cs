using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>The table of fields as the tree that documents are.</summary>
internal sealed class FieldTree
{
    private readonly SortedDictionary<string, FieldTree> _children = new(StringComparer.Ordinal);

    /// <summary>What the table says of it; null for an object that is only a path.</summary>
    public DocumentField? Field { get; private set; }

    /// <summary>What lies below, by name.</summary>
    public IReadOnlyDictionary<string, FieldTree> Children => _children;

    /// <summary>Whether it, or something below, is true.</summary>
    public bool Any(Func<DocumentField, bool> predicate) =>
        (Field is not null && predicate(Field)) || _children.Values.Any(child => child.Any(predicate));

    /// <summary>The tree of these fields.</summary>
    public static FieldTree Of(IEnumerable<DocumentField> fields)
    {
        var root = new FieldTree();
        foreach (var field in fields)
        {
            var node = root;
            foreach (var name in field.Name.Split('.'))
            {
                if (!node._children.TryGetValue(name, out var child))
                {
                    node._children[name] = child = new();
                }

                node = child;
            }

            node.Field = field;
        }

        return root;
    }
}
