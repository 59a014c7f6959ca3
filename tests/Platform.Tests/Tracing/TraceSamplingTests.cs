using System.Diagnostics;
using Eyrie.Platform.Tracing;

namespace Eyrie.Platform.Tests.Tracing;

public sealed class TraceSamplingTests
{
    private const string Id = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    [Fact]
    public void Takes_the_events_id_for_the_traces_and_begins_without_a_span()
    {
        var trace = new TraceSampling(1).Of(Id, traceParent: null)!.Value;

        Assert.Equal((Id, default, true), (trace.TraceId.ToHexString(), trace.SpanId, trace.TraceFlags is ActivityTraceFlags.Recorded));
    }

    [Theory]
    [InlineData("-01", true)]
    [InlineData("-00", false)]
    public void Leaves_the_decision_to_who_began_the_trace(string flags, bool isTraced)
    {
        var trace = new TraceSampling(1).Of(Id, Parent + flags);

        Assert.Equal(isTraced ? "00f067aa0ba902b7" : null, trace?.SpanId.ToHexString());
    }

    [Fact]
    public void Traces_nothing_when_it_is_off() => Assert.Null(TraceSampling.Off.Of(Id, Parent + "-01"));

    [Theory]
    [InlineData("")]
    [InlineData("incident-1")]
    [InlineData("0AF7651916CD43DD8448EB211C80319C")]
    [InlineData("00000000000000000000000000000000")]
    public void Passes_over_ids_that_can_be_no_traces(string id) => Assert.Null(new TraceSampling(1).Of(id, traceParent: null));

    [Fact]
    public void Goes_by_its_own_decision_when_the_header_cannot_be_read() =>
        Assert.Equal(Id, new TraceSampling(1).Of(Id, "nonsense")?.TraceId.ToHexString());

    [Fact]
    public void Chooses_its_share_and_the_same_ones_each_time()
    {
        var random = new Random(7);
        var ids = Enumerable.Range(0, 20_000).Select(_ => Convert.ToHexStringLower(Bytes(random))).ToList();

        var chosen = ids.Where(id => new TraceSampling(0.1).Of(id, null) is not null).ToList();

        Assert.InRange(chosen.Count, 1_800, 2_200);
        Assert.All(chosen, id => Assert.NotNull(new TraceSampling(0.2).Of(id, null))); // a larger share has the smaller in it
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }
}
