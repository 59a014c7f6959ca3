using System.Text;
using CsCheck;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Tests.Processes;

public sealed class ImageIdTests
{
    private readonly SharedTexts _texts = new();

    [Theory]
    [InlineData("node-1:5131897075830:31813")]
    [InlineData("a/b:c\u00e4:0:0")]
    [InlineData(":1:2147483647")]
    [InlineData("n:1:2147483648")]
    [InlineData("n:007:8")]
    [InlineData("n:9223372036854775808:8")]
    [InlineData("n:+1:8")]
    [InlineData("no parts")]
    [InlineData("")]
    public void Gives_an_id_back_as_it_came(string plain)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(plain));

        Assert.Equal(text, ImageId.Of(text, _texts).ToString());
    }

    [Theory]
    [InlineData("dm06MTox")]
    [InlineData("dm06MTox ")]
    [InlineData("dm06 MTox")]
    [InlineData("dm06MToxMg==")]
    [InlineData("dm06MToxMh==")]
    [InlineData("dm06MToxMg")]
    [InlineData("not base64 at all!")]
    public void Gives_back_what_is_not_quite_base64(string text) => Assert.Equal(text, ImageId.Of(text, _texts).ToString());

    [Fact]
    public void Gives_back_any_text_and_tells_any_two_apart() => Gen.String[0, 40].Array[2].Sample(texts =>
    {
        var (left, right) = (ImageId.Of(texts[0], _texts), ImageId.Of(texts[1], _texts));
        return left.ToString() == texts[0] && left == ImageId.Of(texts[0], new()) && (left == right) == (texts[0] == texts[1]);
    });

    [Fact]
    public void Says_when_there_is_none() => Assert.False(ImageId.Of(null, _texts).IsSaid);
}
