using Eyrie.Demo;

namespace Eyrie.Tests.Demo;

public sealed class DemoFolderTests
{
    [Fact]
    public void Keeps_secrets_to_their_owner_and_takes_them_away()
    {
        string path;
        using (var folder = new DemoFolder())
        {
            path = folder.Write("key", "secret");

            Assert.Equal("secret", File.ReadAllText(path));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }

        Assert.False(File.Exists(path));
    }
}
