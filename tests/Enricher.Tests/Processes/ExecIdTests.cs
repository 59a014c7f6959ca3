using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class ExecIdTests
{
    [Fact]
    public void Takes_a_real_id_apart()
    {
        Assert.True(ExecId.TryParse("dm06NTEzMTg5NzA3NTgzMDozMTgxMw==", out var id));

        Assert.Equal(new ExecId(5131897075830, 31813), id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("dm06")]
    [InlineData("dm06eDp5")]
    [InlineData("dm06MTItMw==")]
    public void Says_no_to_ids_of_another_making(string text) => Assert.False(ExecId.TryParse(text, out _));

    [Fact]
    public void Says_no_to_an_endless_id() => Assert.False(ExecId.TryParse(new string('A', 100_000), out _));
}
