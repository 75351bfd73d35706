using ActorCrm.Bench;

// Benchmarks, never timed tests: machines are shared and noisy, so compare two runs made side by side.
return args switch
{
    ["calls", .. var rest] => await CallsScenario.RunAsync(BenchOptions.Parse(rest)),
    ["find", .. var rest] => await FindScenario.RunAsync(BenchOptions.Parse(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"""
        usage: dotnet run -c Release --project tests/ActorCrm.Bench -- calls|find [options]

        {BenchOptions.Help}
        """);
    return 2;
}
