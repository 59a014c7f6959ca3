using System.Text.RegularExpressions;

namespace Eyrie.Tests.Deploy;

/// <summary>Everything that is applied with <c>kubectl apply -k</c> can be built.</summary>
public sealed partial class KustomizeTests
{
    [Theory]
    [InlineData("deploy/k8s/base", 29)]
    [InlineData("deploy/k8s/overlays/quickstart", 40)]
    [InlineData("deploy/k8s/overlays/production", 44)]
    [InlineData("deploy/k8s/monitoring", 1)]
    [InlineData("deploy/k8s/sensors/falco/rules", 1)]
    [InlineData("deploy/k8s/sensors/tetragon", 17)]
    [InlineData("deploy/k8s/sensors/tetragon/enforce", 1)]
    [InlineData("deploy/k8s/sensors/tetragon/guide", 1)]
    public async Task Builds_and_Kubernetes_knows_each_key(string folder, int least)
    {
        Assert.SkipUnless(Manifests.HasKubectl, Manifests.NoKubectl);

        var (objects, error) = await Manifests.BuildAsync(folder, TestContext.Current.CancellationToken);

        Assert.Equal("", error);
        Assert.True(Kind().Count(objects) >= least, $"{Kind().Count(objects)} objects");
        if (!folder.Contains("tetragon", StringComparison.Ordinal))
        {
            Assert.True(Manifests.Parse(objects).Count() + Custom().Count(objects) == Kind().Count(objects));
        }
    }

    [GeneratedRegex("^kind: ", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^apiVersion: [a-z0-9.]*(strimzi\.io|elastic\.co|coreos\.com|keda\.sh)/", RegexOptions.Multiline)]
    private static partial Regex Custom();
}
