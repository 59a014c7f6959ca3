using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Eyrie.Benchmarks;

/// <summary>Adds what a mean is in events/s, and with the parameter <c>Bytes</c> in MB/s.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventRatesAttribute() : ColumnConfigBaseAttribute(
    new RateColumn("events/s", static (perSecond, _) => $"{perSecond:#,0}"),
    new RateColumn("MB/s", static (perSecond, bytes) => $"{perSecond * bytes / 1_000_000:0}"))
{
    private sealed class RateColumn(string name, Func<double, int, string> show) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public string Legend => $"{name}, from the mean";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            summary[benchmarkCase]?.ResultStatistics is { Mean: > 0 } statistics
                ? show(1_000_000_000 / statistics.Mean, (int)benchmarkCase.Parameters["Bytes"])
                : "?";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public bool IsAvailable(Summary summary) => true;
    }
}
