using ActorCrm.Server.Demo;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Demo;

public sealed class DemoOptionsTests
{
    private static readonly DateOnly Today = new(2026, 5, 4);

    [Fact]
    public void Without_arguments_it_is_a_usual_day_of_today()
    {
        var options = DemoOptions.Read([], Today);
        options.Day.ShouldSatisfyAllConditions(
            day => day.Calls.ShouldBe(600),
            day => day.Forms.ShouldBe(80),
            day => day.Date.ShouldBe(Today));
        options.Speed.ShouldBeNull();
        options.IsExit.ShouldBeFalse();
    }

    [Fact]
    public void Every_option_is_read_in_both_forms()
    {
        var options = DemoOptions.Read(
            ["--calls=30", "--forms", "0", "--seed=-7", "--date", "2026-01-31", "--speed=2.5", "--data", "d", "--exit"],
            Today);
        options.Day.Calls.ShouldBe(30);
        options.Day.Forms.ShouldBe(0);
        options.Day.Seed.ShouldBe(-7);
        options.Day.Date.ShouldBe(new DateOnly(2026, 1, 31));
        options.Speed.ShouldBe(2.5);
        options.Data.ShouldBe("d");
        options.IsExit.ShouldBeTrue();
    }

    [Fact]
    public void Forms_keep_their_proportion_to_the_calls() =>
        DemoOptions.Read(["--calls", "6000"], Today).Day.Forms.ShouldBe(800);

    [Theory]
    [InlineData("--calls zero", "--calls")]
    [InlineData("--calls 0", "--calls")]
    [InlineData("--calls", "--calls needs a value")]
    [InlineData("--calls -5", "--calls")]
    [InlineData("--forms 1000000", "--forms")]
    [InlineData("--seed 1.5", "--seed")]
    [InlineData("--date tomorrow", "2026-05-04")]
    [InlineData("--date 2026-05-05", "today")]
    [InlineData("--speed 0", "--speed")]
    [InlineData("--speed NaN", "--speed")]
    [InlineData("--data=", "--data needs a value")]
    [InlineData("--fast", "'--fast' is no option")]
    [InlineData("--fast=1", "'--fast' is no option")]
    [InlineData("600", "'600' is no option")]
    public void What_is_unclear_is_refused_by_its_name(string line, string named) =>
        Should.Throw<StartException>(() => DemoOptions.Read(line.Split(' '), Today)).Message.ShouldContain(named);
}
