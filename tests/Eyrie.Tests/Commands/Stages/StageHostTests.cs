using Eyrie.Commands;
using Eyrie.Commands.Stages;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Tests.Commands.Stages;

public sealed class StageHostTests
{
    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:8808")]
    public void Hands_on_what_was_written_also_when_it_is_empty(string listen)
    {
        var variables = new Dictionary<string, string> { ["EYRIE__HTTP__LISTEN"] = listen, ["EYRIE__CLUSTER"] = "prod" };
        var builder = new ConfigurationBuilder();

        StageHost.AddTo(builder, ConfigurationLoader.Load(null, variables, EyrieConfiguration.Sections));

        Assert.Equal((listen, "prod"), (builder.Build()["Http:Listen"], builder.Build()["Cluster"]));
    }
}
