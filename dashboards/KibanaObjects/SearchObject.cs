using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>A saved search of Discover.</summary>
internal static class SearchObject
{
    public static SavedObject Of(SearchSource source)
    {
        var (columns, widths) = (new JsonArray(), new JsonObject { ["@timestamp"] = new JsonObject { ["width"] = 210 } });
        foreach (var column in source.Columns)
        {
            if (DocumentFields.Find(column.Field) is null)
            {
                throw new SourceException($"{source.Id}: documents have no field {column.Field}");
            }

            columns.Add(column.Field);
            if (column.Width is { } width)
            {
                widths[column.Field] = new JsonObject { ["width"] = width };
            }
        }

        var search = new SavedObject("search", source.Id, new()
        {
            ["title"] = $"{source.Title} [Eyrie]",
            ["description"] = source.Description,
            ["columns"] = columns,
            ["sort"] = new JsonArray(new JsonArray("@timestamp", source.OldestFirst ? "asc" : "desc")),
            ["grid"] = new JsonObject { ["columns"] = widths },
            ["hideChart"] = true,
            ["kibanaSavedObjectMeta"] = SavedObject.SearchSource(source.Where, hasView: true),
        });
        search.Refer(SavedObject.ViewReference, "index-pattern", source.View);
        return search;
    }
}
