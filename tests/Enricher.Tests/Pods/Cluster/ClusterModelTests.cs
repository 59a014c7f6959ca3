using System.Globalization;
using System.Net;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Enricher.Pods.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

/// <summary>Whatever is put, deleted, listed, in any order, while time passes: the catalog says what a list of all that was said would say.</summary>
public sealed class ClusterModelTests
{
    private const int Uids = 12;
    private const int Names = 3;
    private const int Addresses = 4;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private static readonly Gen<Act[]> Acts = Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, Uids - 1], Gen.Int[0, 255], Gen.Int[1, 400], (what, uid, shape, pass) => new Act(what, uid, shape, pass)).Array[1, 60];

    [Fact]
    public void Says_what_a_list_says() => Acts.Sample(
        acts =>
        {
            var both = new Both();
            foreach (var act in acts)
            {
                both.Play(act);
            }

            both.Check();
        },
        iter: 2_000);

    private sealed record Act(int What, int Uid, int Shape, int Pass);

    // All that was ever said of a pod. Name and beginning follow from the uid.
    private sealed class Said(int uid)
    {
        public readonly int Uid = uid;
        public readonly double Created = uid * 300;
        public readonly string Name = string.Create(CultureInfo.InvariantCulture, $"pod-{uid % Names}");
        public readonly HashSet<int> Containers = [];
        public readonly List<(string Address, EventTime Since, EventTime Until, bool IsGuess)> Held = [];
        public string? Holds;
        public EventTime Since;
        public EventTime? Gone;
    }

    private sealed class Both
    {
        private readonly FakeTimeProvider _time = new(ACluster.Start.AddHours(1));
        private readonly List<Said> _said = [];
        private readonly ClusterCatalog _catalog;

        public Both() => _catalog = new(Memory, _time);

        private EventTime Now => EventTime.From(_time.GetUtcNow());

        private ClusterView View => _catalog.Of("");

        public void Play(Act act)
        {
            switch (act.What)
            {
                case < 6:
                    Put(act);
                    break;
                case < 8:
                    View.Delete(ClusterKind.Pod, ACluster.Uid(act.Uid));
                    Delete(said => said.Uid == act.Uid, isGuess: false);
                    break;
                case 8:
                    var there = Enumerable.Range(0, Uids).Where(uid => (act.Shape >> (uid % 8) & 1) == 1).ToHashSet();
                    View.Listed(ClusterKind.Pod, there.Select(ACluster.Uid).ToHashSet());
                    Delete(said => !there.Contains(said.Uid), isGuess: true);
                    break;
                default:
                    _time.Advance(TimeSpan.FromSeconds(act.Pass));
                    break;
            }

            _said.RemoveAll(said => said.Gone is { } gone && Now - gone > Memory);
        }

        public void Check()
        {
            Assert.Equal(_said.Count(said => said.Gone is null), View.Count(ClusterKind.Pod));
            for (var uid = 0; uid < Uids; uid++)
            {
                Assert.Equal(_said.Exists(said => said.Uid == uid), _catalog.Find(new() { Uid = ACluster.Uid(uid) }) is not null);
            }

            for (var container = 1; container <= 2 * Uids; container++)
            {
                var expected = _said.Find(said => said.Containers.Contains(container));
                var found = _catalog.Find(new() { ContainerId = ACluster.ContainerId(container)[..12] });
                Assert.Equal(expected is null ? null : ACluster.Uid(expected.Uid), found?.Uid);
            }

            for (var at = -100; at < 5_000; at += 150)
            {
                CheckAt(ACluster.At(at));
            }
        }

        private void CheckAt(EventTime at)
        {
            for (var i = 0; i < Names; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"pod-{i}");
                var of = _said.Where(said => said.Name == name).OrderByDescending(said => said.Created).ToList();
                var expected = of.Find(said => ACluster.At(said.Created) <= at) ?? of.LastOrDefault();
                Assert.Equal(expected is null ? null : ACluster.Uid(expected.Uid), _catalog.Find(new() { Namespace = "shop", Name = name, Time = at })?.Uid);
            }

            for (var i = 0; i < Addresses; i++)
            {
                var address = string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i}");
                var expected = _said.Where(said => ACluster.At(said.Created) <= at).Select(said => (Said: said, Sure: Sure(said, address, at)))
                    .Where(had => had.Sure is not null)
                    .OrderByDescending(had => had.Sure!.Value.UnixNanoseconds).ThenByDescending(had => had.Said.Created)
                    .FirstOrDefault().Said;
                var found = _catalog.FindAddress(null, IPAddress.Parse(address), at);
                if (expected is null)
                {
                    // Who had it longer ago than is remembered may still be named.
                    Assert.True(found is null || _said.Exists(said => said.Name == found.Name && said.Held.Exists(held => held.Address == address && held.Until >= at)));
                }
                else
                {
                    Assert.True(found?.Name == expected.Name || _said.Exists(said => said.Name == found?.Name && said.Held.Exists(held => held.Address == address && held.Until >= at && Now - held.Until > Memory)), $"{address} at {at}");
                }
            }
        }

        private void Put(Act act)
        {
            var said = _said.Find(known => known.Uid == act.Uid);
            if (said is null)
            {
                _said.Add(said = new(act.Uid));
            }

            var (over, host) = ((act.Shape & 7) == 7, (act.Shape & 56) == 56);
            var address = string.Create(CultureInfo.InvariantCulture, $"10.0.0.{act.Shape % Addresses}");
            var container = act.Uid + 1 + ((act.Shape & 64) == 0 ? 0 : Uids);
            View.Put(ACluster.Pod(act.Uid, said.Name, said.Created, address) with { IsOver = over, HostNetwork = host, Containers = [ACluster.Container(container)] });
            said.Gone = null;
            said.Containers.Add(container);
            Hold(said, over || host ? null : address);
        }

        // Since when it surely had the address at a time; default: perhaps; null: it had not.
        private EventTime? Sure(Said said, string address, EventTime at)
        {
            var had = said.Held.Where(held => held.Address == address && held.Until >= at && Now - held.Until <= Memory).ToList();
            if (said.Holds == address)
            {
                had.Add((address, said.Since, default, false));
            }

            return had.Count == 0 ? null : had.Max(held => held.Since <= at && !held.IsGuess ? held.Since : default);
        }

        private void Delete(Predicate<Said> which, bool isGuess)
        {
            foreach (var said in _said.FindAll(said => said.Gone is null && which(said)))
            {
                Hold(said, null, isGuess);
                said.Gone = Now;
            }
        }

        private void Hold(Said said, string? address, bool isGuess = false)
        {
            if (said.Holds is { } before && before != address)
            {
                said.Held.Add((before, said.Since, Now, isGuess));
            }

            said.Since = address is not null && said.Holds != address ? Now : said.Since;
            said.Holds = address;
        }
    }
}
