namespace Eyrie.Faults;

/// <summary>Compares what was sent with what is in Kafka.</summary>
internal sealed class Verdict(
    Oracle oracle, IReadOnlyList<SentStream> streams, IReadOnlyList<IngestorProcess> lives, FalcoSources falco)
{
    private bool _holds = true;

    /// <summary>Prints a table; true when all held.</summary>
    public bool Tell(TextWriter output)
    {
        var dropped = lives.Sum(life => life.Dropped);
        Lives(output);
        var (sent, missing, holes) = Streams();
        output.WriteLine();
        Say(output, sent > 0, "Tetragon: sent", $"{sent}");
        Say(output, true, "Tetragon: in Kafka", $"{sent - missing}");
        Say(output, true, "Tetragon: sent but never read (at kills and tears)", $"{missing - holes}");
        Say(output, holes <= dropped, "Tetragon: missing in the middle of a stream", $"{holes}, {dropped} dropped with a reason");
        Say(output, UnknownHttp() == 0, "HTTP: acknowledged but not in Kafka", $"{UnknownHttp()} of {falco.Acknowledged.Count}; {falco.Refused} refused");
        Say(output, UnknownLines() == 0, "File: lines not in Kafka", $"{UnknownLines()} of {falco.Written}");
        Say(output, oracle.RepeatsWithOtherId == 0, "repeats with another id", $"{oracle.RepeatsWithOtherId} of {oracle.Repeats}");
        Say(output, oracle.OutOfOrder == 0, "out of order on their node", $"{oracle.OutOfOrder}");
        Say(output, true, "records without a number", $"{oracle.Unnumbered}");
        output.WriteLine(_holds ? "all held" : "FAILED");
        return _holds;
    }

    private void Lives(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("  life   sent   read  published  in Kafka  dropped  memory  end");
        for (var i = 0; i < lives.Count; i++)
        {
            var numbers = streams.Where(stream => stream.Life == i).SelectMany(stream => stream.Numbers).ToArray();
            var arrived = numbers.Count(number => oracle.Has('t', number));
            var isWhole = lives[i].Read <= arrived + lives[i].Dropped;
            _holds &= isWhole;
            output.WriteLine(
                $"  {i,4}  {numbers.Length,5}  {lives[i].Read,5}  {lives[i].Published,9}  {arrived,8}  {lives[i].Dropped,7}  {lives[i].PeakBytes >> 20,3} MB  {lives[i].End}"
                + (isWhole ? "" : $"   <- {lives[i].Read - arrived - lives[i].Dropped} were read and are nowhere"));
            foreach (var drop in lives[i].Drops)
            {
                output.WriteLine($"        dropped: {drop}");
            }
        }
    }

    private (int Sent, int Missing, int Holes) Streams()
    {
        var (sent, missing, holes) = (0, 0, 0);
        foreach (var stream in streams)
        {
            var lost = stream.Numbers.Count(number => !oracle.Has('t', number));
            var tail = stream.Numbers.AsEnumerable().Reverse().TakeWhile(number => !oracle.Has('t', number)).Count();
            (sent, missing, holes) = (sent + stream.Numbers.Count, missing + lost, holes + lost - tail);
        }

        return (sent, missing, holes);
    }

    private int UnknownHttp() => falco.Acknowledged.Count(number => !oracle.Has('h', number));

    private int UnknownLines() => Enumerable.Range(1, falco.Written).Count(number => !oracle.Has('f', number));

    private void Say(TextWriter output, bool holds, string what, string found)
    {
        _holds &= holds;
        output.WriteLine($"  {(holds ? "ok    " : "FAILED")}  {what,-52} {found}");
    }
}
