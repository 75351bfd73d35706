using System.Net;
using System.Text;
using ActorCrm.Server.Outbound;
using ActorCrm.Server.Tests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace ActorCrm.Server.Tests.Outbound;

public sealed class OutboundHttpTests
{
    /// <summary>Of the public Internet, in a part of it that was given out to nobody.</summary>
    private static readonly IPAddress Public = IPAddress.Parse("2d00::1");

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        using var http = Http(_ => [IPAddress.Loopback]);

        var refused = await http.SendAsync(Get($"http://crm.example.com:{receiver.Address.Port}/"), default)
            .ShouldThrowAsync<OutboundRefusedException>();

        refused.Message.ShouldNotContain("crm.example.com");
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_address_inside_among_public_ones_is_enough_to_refuse()
    {
        using var http = Http(_ => [Public, IPAddress.Parse("::ffff:10.0.0.1")]);

        await http.SendAsync(Get("http://crm.example.com/"), default).ShouldThrowAsync<OutboundRefusedException>();
    }

    [Fact]
    public async Task A_name_that_is_rebound_is_resolved_once_and_the_answer_is_used()
    {
        // A guard that looks the name up and then lets the client look it up again would end at the second answer.
        await using var receiver = await Receiver.StartAsync();
        var asked = 0;
        using var http = Http(
            _ => ++asked == 1 ? [IPAddress.Parse("192.0.2.1")] : [IPAddress.Loopback]);

        await http.SendAsync(Get($"http://crm.example.com:{receiver.Address.Port}/"), default)
            .ShouldThrowAsync<OutboundRefusedException>();

        asked.ShouldBe(1);
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_rebound_after_it_was_public_is_looked_at_again_by_the_next_connection()
    {
        await using var receiver = await Receiver.StartAsync();
        var asked = 0;
        using var http = Http(
            _ => ++asked == 1 ? [Public] : [IPAddress.Loopback], connect: TimeSpan.FromMilliseconds(200));
        var address = $"http://crm.example.com:{receiver.Address.Port}/";

        // The public address is the one that was connected to: nobody answers there, and nobody inside was asked.
        await http.SendAsync(Get(address, seconds: 1), default).ShouldThrowAsync<Exception>();
        await http.SendAsync(Get(address), default).ShouldThrowAsync<OutboundRefusedException>();

        asked.ShouldBe(2);
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_on_the_list_is_reached_wherever_it_is()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => http.Response.WriteAsync("here");
        using var http = Http(_ => [IPAddress.Loopback], "Crm.Local.");

        var answer = await http.SendAsync(Get($"http://crm.local:{receiver.Address.Port}/"), default);

        Encoding.UTF8.GetString(answer.Body).ShouldBe("here");
        receiver.Requests.Single().Headers.Keys.ShouldNotContain("traceparent");
    }

    [Theory]
    [InlineData("http://127.0.0.2/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("//0x7f.1/")]
    [InlineData("http://user:password@crm.local/")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_is_looked_at_as_the_address_itself(string location)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => Redirect(http, 302, location);
        using var http = Http(_ => [IPAddress.Loopback], "crm.local");

        await http.SendAsync(Get($"http://crm.local:{receiver.Address.Port}/", redirects: 5), default)
            .ShouldThrowAsync<OutboundRefusedException>();

        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_to_a_name_that_leads_inside_is_refused_when_it_is_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => Redirect(http, 302, $"http://inside.example.com:{receiver.Address.Port}/");
        using var http = Http(_ => [IPAddress.Loopback], "crm.local");

        await http.SendAsync(Get($"http://crm.local:{receiver.Address.Port}/", redirects: 5), default)
            .ShouldThrowAsync<OutboundRefusedException>();

        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Redirects_are_counted_and_another_origin_gets_no_headers()
    {
        await using var other = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (request, http) => Redirect(http, 307, request.Path switch
        {
            "/" => "/2",
            "/2" => "3",
            _ => $"http://crm.local:{other.Address.Port}/",
        });
        using var http = Http(_ => [IPAddress.Loopback], "crm.local");
        var request = Get($"http://crm.local:{receiver.Address.Port}/", redirects: 1) with
        {
            Headers = [new("X-Secret", "1")],
        };

        var answer = await http.SendAsync(request, default);
        await http.SendAsync(request with { RedirectsMax = 9 }, default);

        answer.Status.ShouldBe(307);
        receiver.Requests.Select(one => one.Path).ShouldBe(["/", "/2", "/", "/2", "/3"]);
        receiver.Requests.ShouldAllBe(one => one.Headers.ContainsKey("X-Secret"));
        other.Requests.Single().Headers.Keys.ShouldNotContain("X-Secret");
    }

    [Fact]
    public async Task An_endless_answer_is_cut_and_a_slow_one_given_up()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (request, http) =>
        {
            var piece = new byte[64 << 10];
            while (request.Path == "/endless" && !http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            }

            await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, http.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var http = Http(_ => [IPAddress.Loopback], "crm.local");
        var address = $"http://crm.local:{receiver.Address.Port}";

        var answer = await http.SendAsync(Get($"{address}/endless") with { AnswerBytesMax = 1000 }, default);

        answer.Body.Length.ShouldBe(1000);
        answer.IsCut.ShouldBeTrue();
        await http.SendAsync(Get($"{address}/slow", seconds: 0.3), default).ShouldThrowAsync<TimeoutException>();
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) =>
        {
            http.Response.Headers.SetCookie = "a=b; Path=/";
            return Task.CompletedTask;
        };
        using var http = Http(_ => [IPAddress.Loopback], "crm.local");

        await http.SendAsync(Get($"http://crm.local:{receiver.Address.Port}/"), default);
        await http.SendAsync(Get($"http://crm.local:{receiver.Address.Port}/"), default);

        receiver.Requests.ShouldAllBe(one => !one.Headers.ContainsKey("Cookie"));
        receiver.Requests.Count.ShouldBe(2);
    }

    private static OutboundRequest Get(string address, int redirects = 0, double seconds = 20) =>
        new(HttpMethod.Get, address, TimeSpan.FromSeconds(seconds)) { RedirectsMax = redirects };

    private static Task Redirect(HttpContext http, int status, string location)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private static OutboundHttp Http(
        Func<string, IPAddress[]> names, string? allowed = null, TimeSpan? connect = null)
    {
        var options = new OutboundOptions
        {
            AllowedHosts = allowed is null ? [] : [OutboundAddress.NameOf(allowed)],
            ConnectTimeout = connect ?? TimeSpan.FromSeconds(5),
        };
        return new OutboundHttp(options, new Names(names), TimeProvider.System);
    }

    /// <summary>A resolver that says what a test wants, which may be something else each time.</summary>
    private sealed class Names(Func<string, IPAddress[]> names) : IHostResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop) => Task.FromResult(names(host));
    }
}
