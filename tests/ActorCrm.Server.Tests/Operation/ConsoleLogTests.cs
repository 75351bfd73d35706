using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Operation;

public sealed class ConsoleLogTests
{
    [Theory]
    [InlineData(null, true, "simple")]
    [InlineData(null, false, "json")]
    [InlineData("", true, "simple")]
    [InlineData("json", true, "json")]
    [InlineData("simple", false, "simple")]
    [InlineData("JSON", true, "json")]
    [InlineData("systemd", false, "systemd")]
    public void A_person_at_a_terminal_gets_lines_and_a_collector_gets_json(
        string? configured, bool isTerminal, string formatter) =>
        ConsoleLogs.Formatter(configured, isTerminal).ShouldBe(formatter);

    [Fact]
    public void A_formatter_that_there_is_not_is_refused_with_those_that_there_are() =>
        Should.Throw<StartException>(() => ConsoleLogs.Formatter("xml", isTerminal: true))
            .Message.ShouldBe("Logging:Console:FormatterName must be simple, json or systemd.");
}
