using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class FilterPathTests
{
    private const string Answer =
        """{"took":1,"errors":false,"items":[{"create":{"_id":"a","status":201}},{"create":{"_id":"b","status":409,"error":{"type":"t"}}}]}""";

    [Theory]
    [InlineData("errors", """{"errors":false}""")]
    [InlineData("errors,items.*.status", """{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":409}}]}""")]
    [InlineData("items.*.error", """{"items":[{"create":{"error":{"type":"t"}}}]}""")]
    [InlineData("nothing", "{}")]
    public void Leaves_what_was_asked_for(string paths, string expected)
    {
        Assert.Equal(expected, FilterPath.Apply(JsonNode.Parse(Answer)!, paths).ToJsonString());
    }
}
