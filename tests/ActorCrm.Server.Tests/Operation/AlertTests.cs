using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Operation;

/// <summary>
/// Alone in the process: metrics of several servers there go by one name, and one on SQLite has no lease to show.
/// </summary>
[CollectionDefinition(nameof(OneServer), DisableParallelization = true)]
public sealed class OneServer;

[Collection(nameof(OneServer))]
public sealed partial class AlertTests(PostgresTestServer server) : IClassFixture<PostgresTestServer>
{
    [Fact]
    public async Task Alerts_are_about_metrics_that_there_are()
    {
        await server.App.Services.GetRequiredService<Cluster.ClusterSampler>().SampleAsync(CancellationToken.None);
        var metrics = (await server.GetAsync("/metrics")).Body;
        var alerts = await File.ReadAllTextAsync(Path.Combine(Approved.Root, "deploy/prometheus/alerts.yml"));
        var manual = await File.ReadAllTextAsync(Path.Combine(Approved.Root, "docs/operating.md"));

        var names = Metric().Matches(alerts).Select(match => match.Value).Distinct().ToList();

        names.Count.ShouldBeGreaterThan(5);
        names.ShouldAllBe(name => metrics.Contains($"\n{name} ", StringComparison.Ordinal));
        Alert().Matches(alerts).Select(match => match.Groups[1].Value)
            .ShouldAllBe(alert => manual.Contains($"`{alert}`", StringComparison.Ordinal));
    }

    [GeneratedRegex("actorcrm_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("- alert: (\\w+)")]
    private static partial Regex Alert();
}
