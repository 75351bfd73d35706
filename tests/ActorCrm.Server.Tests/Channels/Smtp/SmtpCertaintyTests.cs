using System.Collections.Concurrent;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>Whatever a server does, an outcome is true, and contents are sent once.</summary>
public sealed class SmtpCertaintyTests
{
    private const int Emails = 600;

    private static readonly string[] Refusals =
        ["421 4.3.2 closing", "450 4.2.0 later", "550 5.0.0 never", "503 5.5.1 what", "250 2.0.0 a\r\n250 2.0.0 b"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Outcomes_are_true_whatever_the_server_does(int seed)
    {
        var refusedAtEnd = new ConcurrentDictionary<string, bool>();
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Extensions = seed % 4 == 0 ? [] : ["PIPELINING", "ENHANCEDSTATUSCODES"],
            Misbehave = Chance(seed, refusedAtEnd),
        });
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with
        {
            ConnectionsMax = 1 + (seed % 3),
            MessagesPerConnectionMax = 20,
        });

        var outcomes = await Task.WhenAll(Enumerable.Range(1, Emails).Select(i => pool.SendAsync(SmtpKit.Message(i))));

        var taken = sink.Recipients().CountBy(name => name).ToDictionary();
        taken.Values.ShouldAllBe(count => count == 1);
        foreach (var (i, outcome) in outcomes.Index())
        {
            var name = $"client{i + 1}";
            var wasTaken = taken.ContainsKey(name);
            var wasRefused = refusedAtEnd.ContainsKey($"TO:<{name}@example.com>");
            var isTrue = outcome switch
            {
                SmtpOutcome.Accepted => wasTaken && !wasRefused,
                SmtpOutcome.Unknown => wasTaken,
                _ => !wasTaken || wasRefused,
            };
            isTrue.ShouldBeTrue($"seed {seed}, {name}: {outcome}, taken: {wasTaken}, refused at its end: {wasRefused}");
        }

        outcomes.OfType<SmtpOutcome.Accepted>().Count().ShouldBeGreaterThan(Emails / 4);
        outcomes.OfType<SmtpOutcome.Unknown>().ShouldNotBeEmpty();
        outcomes.OfType<SmtpOutcome.Deferred>().ShouldNotBeEmpty();
        outcomes.OfType<SmtpOutcome.Rejected>().ShouldNotBeEmpty();
    }

    /// <summary>
    /// Misbehaves about once in ten answers; what it does follows from the seed and the order of them.
    /// </summary>
    private static Func<SinkMoment, SinkAct?> Chance(int seed, ConcurrentDictionary<string, bool> refusedAtEnd)
    {
        var random = new Random(seed);
        return moment =>
        {
            int chance, choice;
            lock (random)
            {
                (chance, choice) = (random.Next(10), random.Next(Refusals.Length + 3));
            }

            return chance > 0 ? null
                : choice < Refusals.Length ? Refuse(moment, Refusals[choice])
                : choice == Refusals.Length ? SinkAct.Close
                : choice == Refusals.Length + 1 ? SinkAct.Bytes("25"u8.ToArray(), goesOn: false)
                : SinkAct.Say("what");
        };

        SinkAct Refuse(SinkMoment moment, string line)
        {
            if (moment.Verb == "END" && line[0] != '2')
            {
                refusedAtEnd[moment.Argument] = true;
            }

            return line[0] == '4' && line[1] == '2' ? SinkAct.SayAndClose(line) : SinkAct.Say(line);
        }
    }
}
