using System.Text.RegularExpressions;
using Eyrie.Platform.Status.Page;

namespace Eyrie.Platform.Tests.Status.Page;

/// <summary>The page's files: nothing in them runs, loads or styles but what its policy allows.</summary>
public sealed partial class StatusPageTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/status.js")]
    [InlineData("/status.css")]
    public void Needs_nothing_from_elsewhere(string path) => Assert.DoesNotMatch(Elsewhere(), StatusPage.At(path)!.Text);

    [Fact]
    public void Has_no_script_style_or_handler_in_its_markup()
    {
        var html = StatusPage.At("/")!.Text;

        Assert.Equal("""<script src="status.js" defer></script>""", Assert.Single(Script().Matches(html)).Value);
        Assert.DoesNotMatch(Inline(), html);
    }

    [Fact]
    public void Makes_no_markup_of_text() => Assert.DoesNotMatch(Markup(), StatusPage.At("/status.js")!.Text);

    [Fact]
    public void Has_no_other_file() => Assert.Null(StatusPage.At("/page.html"));

    [GeneratedRegex(@"(?i)https?://|url\(|@import|=""//")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("(?i)<script.*?</script>")]
    private static partial Regex Script();

    [GeneratedRegex(@"(?i)<style|\sstyle=|\son\w+=|javascript:")]
    private static partial Regex Inline();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|createContextualFragment|setHTML")]
    private static partial Regex Markup();
}
