using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class CloudMachineTests
{
    [Theory]
    [InlineData("aws:///eu-west-1a/i-0abc", "aws", "i-0abc")]
    [InlineData("gce://project/europe-west1-b/gke-node-1", "gcp", "gke-node-1")]
    [InlineData("azure:///subscriptions/s/virtualMachines/0", "azure", "0")]
    [InlineData("kind://", "kind", null)]
    [InlineData("://x", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void Takes_the_clouds_name_and_id_out_of_what_the_node_says(string? id, string? provider, string? instance) =>
        Assert.Equal((provider, instance), CloudMachine.Split(id));
}
