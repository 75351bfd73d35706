using System.Net;
using System.Text;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Access;

/// <summary>
/// Goes through every route with every role and every scope and holds what happens against the table in
/// <see cref="Roles"/>. A new route declares its permission, and is approved, or fails here.
/// </summary>
public sealed class RouteTests(TestServer server) : IClassFixture<TestServer>
{
    private sealed record Route(string Method, string Path, string? Permission, bool IsOpen)
    {
        // Ends the session with which the others are tried.
        public bool IsLast => Path == "/api/v1/session";

        /// <summary>The path with something for every parameter.</summary>
        public string Address => string.Join('/', Path.Split('/').Select(part => part.StartsWith('{') ? "none" : part));
    }

    [Fact]
    public void Every_route_says_what_it_needs_and_asks_for_something_that_is_in_the_table()
    {
        foreach (var endpoint in Endpoints())
        {
            var needed = endpoint.Metadata.GetMetadata<PermissionNeeded>();
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            (needed is not null || isOpen).ShouldBeTrue($"{endpoint.DisplayName} declares no permission.");
            if (needed is { Permission: { } permission })
            {
                Permissions.All.ShouldContain(permission);
            }
        }
    }

    [Fact]
    public Task The_routes_and_their_permissions_are_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (var route in Routes().OrderBy(route => $"{route.Path} {route.Method}", StringComparer.Ordinal))
        {
            var needed = route.Permission ?? (route.IsOpen ? "-" : "anyone known");
            text.Append($"{route.Method,-6} {route.Path} · {needed}");
            text.Append(route is { IsOpen: true, Permission: not null } ? " (decided by the endpoint)\n" : "\n");
        }

        return Approved.CheckAsync("tests/ActorCrm.Server.Tests/Access/routes.approved.txt", text.ToString());
    }

    [Theory]
    [InlineData(Roles.Admin)]
    [InlineData(Roles.Supervisor)]
    [InlineData(Roles.Agent)]
    [InlineData(Roles.Integration)]
    [InlineData(Roles.ExternalSystem)]
    public async Task A_user_may_what_the_table_says_of_the_role(string role)
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        using var user = await SignedIn.AsAsync(fresh, role);

        await CheckAsync(Roles.PermissionsOf(role), (method, path, json) =>
            user.RespondAsync(method, path, json, user.Token));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("ingest")]
    [InlineData("read")]
    [InlineData("write")]
    public async Task A_key_may_what_the_table_says_of_the_scope(string scope)
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        using var client = fresh.ClientWith(await fresh.App.MakeKeyAsync(scope, [scope]));

        await CheckAsync(Roles.PermissionsOfScope(scope), async (method, path, json) =>
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        });
    }

    [Fact]
    public async Task Nobody_may_nothing_that_is_not_open()
    {
        using var nobody = server.ClientWith(null);
        foreach (var route in Routes().Where(route => !route.IsOpen))
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Address);
            using var response = await nobody.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{route}");
        }
    }

    private async Task CheckAsync(
        IReadOnlyList<string> permissions, Func<HttpMethod, string, string?, Task<HttpResponseMessage>> send)
    {
        var faults = new List<string>();
        foreach (var route in Routes().Where(route => !route.IsOpen).OrderBy(route => route.IsLast))
        {
            var method = new HttpMethod(route.Method);
            var json = method == HttpMethod.Get || method == HttpMethod.Delete ? null : "{}";
            using var response = await send(method, route.Address, json);
            var isExpected = route.Permission is null || permissions.Contains(route.Permission);
            var isAllowed = response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
            if (isExpected != isAllowed || (!isExpected && response.StatusCode != HttpStatusCode.Forbidden))
            {
                faults.Add($"{route}: {(int)response.StatusCode}");
            }
        }

        faults.ShouldBeEmpty();
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>();

    private List<Route> Routes() =>
    [
        .. from endpoint in Endpoints()
           let needed = endpoint.Metadata.GetMetadata<PermissionNeeded>()
           let isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select new Route(
               method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), needed?.Permission, isOpen),
    ];
}
