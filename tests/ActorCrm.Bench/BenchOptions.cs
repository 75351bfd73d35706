using System.Globalization;

namespace ActorCrm.Bench;

/// <summary>How a benchmark runs.</summary>
internal sealed record BenchOptions
{
    public const string Help = """
          --store sqlite          sqlite: the embedded database; postgres: see --postgres
          --postgres CONNECTION   a connection string of an empty database; a temporary server with fsync and
                                  synchronous commits when left out
          --silos 1               servers on that database, in this process; callers are spread over them
          --snapshot none         held: a transaction with a snapshot stays open from the warm-up's end on
          --transport inproc      inproc: bytes straight into the ingestion; http: POSTs over loopback
          --callers 500           concurrent senders, each waiting for its acknowledgement
          --batch 1               events a request
          --numbers 20000         telephone numbers of clients
          --agents 50             employees who answer
          --ids ordered           ids of calls: ordered by time as Asterisk makes them, or random (UUIDs)
          --rate 0                events a second to pace to; 0: as fast as it goes
          --warmup 10             seconds before measuring
          --seconds 30            seconds measured
          --seed 1                seed of the calls
          --contacts 100000       find: contacts that are made and asked for
          --data DIR              where the database lies; a temporary directory when left out
        """;

    public string Store { get; init; } = "sqlite";

    public string? Postgres { get; init; }

    public int Silos { get; init; } = 1;

    public bool HoldsSnapshot { get; init; }

    public string Transport { get; init; } = "inproc";

    public int Callers { get; init; } = 500;

    public int Batch { get; init; } = 1;

    public int Numbers { get; init; } = 20_000;

    public int Agents { get; init; } = 50;

    public bool HasRandomIds { get; init; }

    public double Rate { get; init; }

    public int Warmup { get; init; } = 10;

    public int Seconds { get; init; } = 30;

    public int Seed { get; init; } = 1;

    public long Contacts { get; init; } = 100_000;

    public string? Data { get; init; }

    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options = options.With(args[i], args[i + 1]);
        }

        return args.Length % 2 == 0 ? options : throw new ArgumentException($"{args[^1]} has no value.");
    }

    private static int Int(string value) => int.Parse(value, CultureInfo.InvariantCulture);

    private BenchOptions With(string name, string value) => name switch
    {
        "--store" when value is "sqlite" or "postgres" => this with { Store = value },
        "--postgres" => this with { Store = "postgres", Postgres = value },
        "--silos" => this with { Silos = Int(value) },
        "--snapshot" when value is "none" or "held" => this with { HoldsSnapshot = value == "held" },
        "--transport" when value is "inproc" or "http" => this with { Transport = value },
        "--callers" => this with { Callers = Int(value) },
        "--batch" => this with { Batch = Int(value) },
        "--numbers" => this with { Numbers = Int(value) },
        "--agents" => this with { Agents = Int(value) },
        "--ids" when value is "ordered" or "random" => this with { HasRandomIds = value == "random" },
        "--rate" => this with { Rate = double.Parse(value, CultureInfo.InvariantCulture) },
        "--warmup" => this with { Warmup = Int(value) },
        "--seconds" => this with { Seconds = Int(value) },
        "--seed" => this with { Seed = Int(value) },
        "--contacts" => this with { Contacts = Int(value) },
        "--data" => this with { Data = value },
        _ => throw new ArgumentException($"{name} {value}: unknown.\n{Help}"),
    };
}
