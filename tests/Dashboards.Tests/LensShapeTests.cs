namespace Eyrie.Dashboards.Tests;

public sealed class LensShapeTests
{
    public static TheoryData<string> Visualizations => [.. KibanaFile.Committed.Of("lens").Select(lens => lens.Id)];

    [Theory]
    [MemberData(nameof(Visualizations))]
    public void Every_visualization_is_one_that_Lens_8_3_takes(string id) => Assert.Empty(LensShape.Problems(KibanaFile.Committed.One("lens", id)));

    [Fact]
    public void One_that_a_Kibana_of_8_3_rendered_fits_the_shape()
    {
        var rendered = new KibanaFile(string.Join('\n', Samples.Lines("kibana/renders-in-8.3.ndjson")));

        Assert.Empty(LensShape.Problems(Assert.Single(rendered.Of("lens"))));
    }

    [Theory]
    [InlineData("\"accessors\":[\"show1\"", "\"accessors\":[\"show9\"")]
    [InlineData("\"xAccessor\":\"time\"", "\"xAccessor\":\"show1\"")]
    [InlineData("\"seriesType\":\"bar_stacked\"", "\"seriesType\":\"stacked_bar\"")]
    [InlineData("\"layerId\":\"layer\"", "\"layerId\":\"other\"")]
    [InlineData("\"operationType\":\"count\"", "\"operationType\":\"counted\"")]
    [InlineData("\"columnOrder\":[\"time\",\"show1\"", "\"columnOrder\":[\"show1\",\"time\"")]
    [InlineData("\"valueLabels\"", "\"valueLabel\"")]
    [InlineData("lnsXY", "lnsXy")]
    public void One_that_is_a_little_wrong_does_not(string right, string wrong)
    {
        var line = KibanaFile.Committed.One("lens", "eyrie-overview-severity-over-time").Json.GetRawText();
        Assert.Contains(right, line, StringComparison.Ordinal);

        Assert.NotEmpty(LensShape.Problems(Assert.Single(new KibanaFile(line.Replace(right, wrong, StringComparison.Ordinal)).Objects)));
    }
}
