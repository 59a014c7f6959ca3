using Eyrie.Enricher.Mapping;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class ContainerNamesTests
{
    [Theory]
    [InlineData("containerd://4f5a", "4f5a", "containerd")]
    [InlineData("4f5a", "4f5a", null)]
    [InlineData("host", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    [InlineData("0000000000000000000000000000000", null, null)]
    public void Bares_an_id(string? id, string? expected, string? expectedRuntime) =>
        Assert.Equal((expected, expectedRuntime), (ContainerNames.BareId(id, out var runtime), runtime));

    [Theory]
    [InlineData("nginx", "nginx", null, null)]
    [InlineData("nginx:1.27", "nginx", "1.27", null)]
    [InlineData("registry:5000/a/b", "registry:5000/a/b", null, null)]
    [InlineData("registry:5000/a/b:c@sha256:dd", "registry:5000/a/b", "c", "sha256:dd")]
    [InlineData("docker-pullable://nginx@sha256:dd", "nginx", null, "sha256:dd")]
    [InlineData("sha256:dd", null, null, "sha256:dd")]
    [InlineData("", null, null, null)]
    public void Takes_an_image_apart(string image, string? name, string? tag, string? digest) =>
        Assert.Equal((name, tag, digest), ContainerNames.SplitImage(image));
}
