using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Tests.Reads;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Signing in by an identity provider: who gets in, as whom, and what does not count.</summary>
public abstract class ProviderTests(TestServer server)
{
    private const string Providers = "/api/v1/session/providers";

    private static readonly (string Fault, string Why)[] Faults =
    [
        ("wrong nonce", "nonceWrong"),
        ("no nonce", "nonceWrong"),
        ("wrong audience", "audienceWrong"),
        ("for two clients, made for the other", "audienceWrong"),
        ("wrong issuer", "issuerWrong"),
        ("expired", "tokenExpired"),
        ("never expires", "tokenExpired"),
        ("not yet", "tokenExpired"),
        ("no subject", "subjectMissing"),
        ("changed payload", "signatureWrong"),
        ("changed signature", "signatureWrong"),
        ("no signature", "signatureWrong"),
        ("signed with the client's secret", "signatureWrong"),
    ];

    [Fact]
    public async Task Who_is_known_to_the_provider_gets_the_session_that_a_password_gives()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");

        var back = await at.SignInAsync("/calls?open=true");
        var me = await at.MeAsync(back);

        back.Status.ShouldBe(HttpStatusCode.Redirect);
        back.Location.ShouldBe("/calls?open=true");
        back.SessionCookie.ShouldNotBeNull().ToLowerInvariant().ShouldContain("samesite=strict");
        ((string?)me.Json["login"], (string?)me.Json["name"], (string?)me.Json["role"], (string?)me.Json["provider"])
            .ShouldBe(("anna@centre.example", "Anna Nowak", Roles.Agent, "corp"));
        me.Json["antiforgeryToken"].ShouldNotBeNull();
        var signedIn = await at.AuditAsync("signedIn");
        ((string?)signedIn["data"]!["provider"]).ShouldBe("corp");
        ((string?)signedIn["by"]).ShouldBe($"user:{me.Json["id"]}");
        ((string?)(await at.AuditAsync("userCreated"))["by"]).ShouldBe("provider:corp");
    }

    [Fact]
    public async Task Providers_are_listed_for_the_page_to_sign_in_on_and_one_signs_out_of_them_there()
    {
        await using var at = await SceneAsync();

        using var nobody = at.Server.ClientWith(null);
        var list = await Answer.ReadAsync(await nobody.GetAsync(new Uri(Providers, UriKind.Relative)));
        var end = await at.Browser.GetAsync($"{Providers}/corp/sign-out");

        ((string?)list.Json["items"]![0]!["title"]).ShouldBe("The corporation");
        ((string?)list.Json["items"]![0]!["signIn"]).ShouldBe($"{Providers}/corp/sign-in");
        end.Location.ShouldStartWith($"{at.Provider.Issuer}/end?client_id=crm&post_logout_redirect_uri=");
        (await at.Browser.GetAsync($"{Providers}/none/sign-in")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_with_anything_wrong_lets_nobody_in()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        foreach (var (fault, why) in Faults)
        {
            Break(at.Provider, fault);

            var back = await at.SignInAsync();

            ((back.Status, back.Code), back.SessionCookie).ShouldBe(
                ((HttpStatusCode.Unauthorized, "providerSignInRefused"), null), fault);
            var refused = (await at.AuditAsync("signInRefused"))["data"]!;
            ((string?)refused["provider"], (string?)refused["why"]).ShouldBe(("corp", why), fault);
        }

        (await at.Server.GetAsync("/api/v1/users")).Json["items"]!.AsArray().ShouldBeEmpty();
        Break(at.Provider, "nothing");
        (await at.SignInAsync()).SessionCookie.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_answer_counts_once_and_only_in_the_browser_that_asked()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        var callback = await at.CallbackAsync();

        using var other = new Browser(at.Server);
        (await other.GetAsync(callback)).Code.ShouldBe("providerSignInRefused");
        using var asked = at.Browser.Copy();
        var otherState = callback.Replace("state=", "state=x", StringComparison.Ordinal);
        using var changed = at.Browser.Copy();
        (await changed.GetAsync(otherState)).Code.ShouldBe("providerSignInRefused");
        (await at.Browser.GetAsync(callback)).Status.ShouldBe(HttpStatusCode.Redirect);

        // The same browser has given its cookie away; one that copied it finds the code used.
        (await at.Browser.GetAsync(callback)).Code.ShouldBe("providerSignInRefused");
        (await asked.GetAsync(callback)).Code.ShouldBe("providerSignInRefused");
        ((string?)(await at.AuditAsync("signInRefused"))["data"]!["why"]).ShouldBe("codeRefused");
    }

    [Fact]
    public async Task A_key_that_the_provider_changed_lets_the_next_one_in_and_is_not_asked_for_again_and_again()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Redirect);
        at.Provider.RotateKey();

        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Redirect);
        at.Provider.KeysRead.ShouldBe(2);
        Break(at.Provider, "changed signature");
        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        at.Provider.KeysRead.ShouldBe(2);
    }

    [Fact]
    public async Task While_the_provider_is_down_nobody_signs_in_by_it_and_afterwards_they_do()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        var callback = await at.CallbackAsync();
        at.Provider.IsDown = true;

        var down = await at.Browser.GetAsync(callback);
        at.Provider.IsDown = false;
        var up = await at.SignInAsync();

        (down.Status, down.Code).ShouldBe((HttpStatusCode.ServiceUnavailable, "providerUnavailable"));
        up.Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_provider_that_was_never_there_is_told_and_the_server_starts_all_the_same()
    {
        await using var fresh = server.Another(
            ["--Access:Providers:corp:Issuer", "http://127.0.0.1:9", "--Access:Providers:corp:ClientId", "crm"]);
        await fresh.InitializeAsync();
        using var browser = new Browser(fresh);

        var gone = await browser.GetAsync($"{Providers}/corp/sign-in");

        (gone.Status, gone.Code).ShouldBe((HttpStatusCode.ServiceUnavailable, "providerUnavailable"));
    }

    [Fact]
    public async Task Who_was_made_no_user_is_refused_unless_the_settings_make_them_one()
    {
        await using var at = await SceneAsync();
        at.Provider.Person = Person("anna", "crm-agents");

        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);

        ((string?)(await at.AuditAsync("signInRefused"))["data"]!["why"]).ShouldBe("userUnknown");
    }

    [Fact]
    public async Task A_login_takes_over_no_user_but_one_that_was_told_to_sign_in_so()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        var id = await SignedIn.CreateAsync(at.Server, "anna@centre.example", Roles.Admin);

        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        ((string?)(await at.AuditAsync("signInRefused"))["data"]!["why"]).ShouldBe("loginTaken");
        await SignedIn.CreateAsync(at.Server, "other", Roles.Admin);
        await at.PatchAsync(id, """{"provider":"corp"}""");
        (await at.MeAsync(await at.SignInAsync())).Json["id"]!.GetValue<string>().ShouldBe(id);

        // Somebody else comes with the same login: the user is bound to who came first.
        at.Provider.Person = Person("impostor", "crm-agents");
        at.Provider.Person["preferred_username"] = "anna@centre.example";
        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);
        ((string?)(await at.GetUserAsync(id))["subject"]).ShouldBe("subject of anna");
    }

    [Fact]
    public async Task The_role_follows_the_claim_and_a_claim_that_maps_to_nothing_gives_none()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents", "crm-leads", "unknown");
        var first = await at.MeAsync(await at.SignInAsync());
        at.Provider.Person = Person("anna", "crm-agents");
        var second = await at.MeAsync(await at.SignInAsync());
        at.Provider.Person = Person("anna", "admin");
        var third = await at.SignInAsync();
        at.Provider.Person.Remove("realm_access");
        var fourth = await at.SignInAsync();

        ((string?)first.Json["role"], (string?)second.Json["role"]).ShouldBe((Roles.Supervisor, Roles.Agent));
        second.Json["id"]!.GetValue<string>().ShouldBe((string)first.Json["id"]!);
        (third.Status, fourth.Status).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        ((string?)(await at.AuditAsync("signInRefused"))["data"]!["why"]).ShouldBe("roleUnknown");
    }

    [Fact]
    public async Task The_unit_follows_the_claim_and_one_that_the_network_lacks_is_none()
    {
        await using var at = await SceneAsync("CreateUsers=true", "UnitClaim=department");
        await at.Server.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/settings/network")
        {
            Content = ReadServer.Json("""
                {"communities":[{"id":"pl","name":"Poland","groups":[{"id":"sales","name":"Sales","units":[]}]}]}
                """),
        });
        at.Provider.Person = Person("anna", "crm-agents");
        at.Provider.Person["department"] = new JsonArray("nowhere", "sales");
        var first = await at.MeAsync(await at.SignInAsync());
        at.Provider.Person["department"] = "nowhere";
        var second = await at.MeAsync(await at.SignInAsync());

        ((string?)first.Json["unitId"]).ShouldBe("sales");
        second.Json["unitId"].ShouldBeNull();
    }

    [Fact]
    public async Task A_user_of_a_provider_has_no_password_unless_the_settings_say_so_and_a_lock_is_no_lock_here()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        await using var lenient = await SceneAsync("Passwords=true");
        foreach (var scene in new[] { at, lenient })
        {
            scene.Provider.Person = Person("anna", "crm-agents");
            var id = await SignedIn.CreateAsync(scene.Server, "anna@centre.example", Roles.Agent);
            await scene.PatchAsync(id, """{"provider":"corp"}""");
        }

        var password = SignedIn.PasswordOf("anna@centre.example");
        for (var i = 0; i < SignIns.FailuresMax + 1; i++)
        {
            (await SignedIn.TryAsync(at.Server, "anna@centre.example", password)).Cookie.ShouldBeNull();
        }

        (await SignedIn.TryAsync(lenient.Server, "anna@centre.example", password)).Cookie.ShouldNotBeNull();
        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Who_is_inactive_stays_out_and_who_is_taken_from_the_provider_is_signed_out()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        var back = await at.SignInAsync();
        var id = (string)(await at.MeAsync(back)).Json["id"]!;

        await at.PatchAsync(id, """{"provider":""}""");
        (await at.MeAsync(back)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        await at.PatchAsync(id, """{"provider":"corp","active":false}""");
        (await at.SignInAsync()).Status.ShouldBe(HttpStatusCode.Unauthorized);

        ((string?)(await at.AuditAsync("signInRefused"))["data"]!["why"]).ShouldBe("userInactive");
    }

    [Fact]
    public async Task Two_first_answers_for_one_person_make_one_user()
    {
        await using var at = await SceneAsync("CreateUsers=true");
        at.Provider.Person = Person("anna", "crm-agents");
        using var other = new Browser(at.Server);
        var callbacks = new[] { await at.CallbackAsync(at.Browser), await at.CallbackAsync(other) };

        var back = await Task.WhenAll(at.Browser.GetAsync(callbacks[0]), other.GetAsync(callbacks[1]));

        back.Count(one => one.Status == HttpStatusCode.Redirect).ShouldBeGreaterThan(0);
        (await at.Server.GetAsync("/api/v1/users")).Json["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("calls")]
    [InlineData("/%0d%0aSet-Cookie:x=1", true)]
    public async Task Nobody_is_sent_to_another_host_afterwards(string returnTo, bool isSafe = false)
    {
        await using var at = await SceneAsync("CreateUsers=true");

        var sent = await at.Browser.GetAsync($"{Providers}/corp/sign-in?returnTo={Uri.EscapeDataString(returnTo)}");

        sent.Status.ShouldBe(isSafe ? HttpStatusCode.Redirect : HttpStatusCode.BadRequest);
    }

    private static JsonObject Person(string name, params string[] roles) => new()
    {
        ["sub"] = $"subject of {name}",
        ["preferred_username"] = $"{name}@Centre.example",
        ["name"] = name == "anna" ? "Anna\u0007 Nowak" : name,
        ["realm_access"] = new JsonObject { ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]) },
    };

    private static void Break(TestProvider provider, string fault)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        provider.Change = fault switch
        {
            "wrong nonce" => claims => claims["nonce"] = "another",
            "no nonce" => claims => claims.Remove("nonce"),
            "wrong audience" => claims => claims["aud"] = "another",
            "for two clients, made for the other" => claims =>
            {
                claims["aud"] = new JsonArray(TestProvider.ClientId, "another");
                claims["azp"] = "another";
            }
            ,
            "wrong issuer" => claims => claims["iss"] = "https://another.example",
            "expired" => claims => claims["exp"] = now - 120,
            "never expires" => claims => claims.Remove("exp"),
            "not yet" => claims => claims["nbf"] = now + 600,
            "no subject" => claims => claims.Remove("sub"),
            _ => _ => { }
            ,
        };
        provider.Forge = fault switch
        {
            "changed payload" => token => Rewrite(token, claims => claims["sub"] = "subject of the boss"),
            "changed signature" => token => token[..^6] + (token[^6] == 'A' ? 'B' : 'A') + token[^5..],
            "no signature" => token =>
                $"{TestProvider.Part(new JsonObject { ["alg"] = "none" })}.{token.Split('.')[1]}.",
            "signed with the client's secret" => SignWithSecret,
            _ => token => token,
        };
    }

    private static string Rewrite(string token, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        change(claims);
        return $"{parts[0]}.{TestProvider.Part(claims)}.{parts[2]}";
    }

    private static string SignWithSecret(string token)
    {
        var text = $"{TestProvider.Part(new JsonObject { ["alg"] = "HS256" })}.{token.Split('.')[1]}";
        var signature = System.Security.Cryptography.HMACSHA256.HashData(
            Encoding.ASCII.GetBytes(TestProvider.ClientSecret), Encoding.ASCII.GetBytes(text));
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private async Task<Scene> SceneAsync(params string[] more)
    {
        var provider = await TestProvider.StartAsync();
        string[] settings =
        [
            "Title=The corporation", $"Issuer={provider.Issuer}", $"ClientId={TestProvider.ClientId}",
            $"ClientSecret={TestProvider.ClientSecret}", "RoleClaim=realm_access.roles",
            "Roles:0:Value=crm-agents", $"Roles:0:Gives={Roles.Agent}",
            "Roles:1:Value=crm-leads", $"Roles:1:Gives={Roles.Supervisor}", .. more,
        ];
        var fresh = server.Another(
            [.. settings.SelectMany(setting => setting.Split('=', 2) is [var name, var value]
                ? new[] { $"--Access:Providers:corp:{name}", value }
                : [])]);
        await fresh.InitializeAsync();
        return new Scene(fresh, provider);
    }

    /// <summary>A server, the provider that it knows, and somebody's browser.</summary>
    private sealed class Scene(TestServer server, TestProvider provider) : IAsyncDisposable
    {
        public TestServer Server => server;

        public TestProvider Provider => provider;

        public Browser Browser { get; } = new(server);

        /// <summary>Goes to the provider; the address that it sends the browser back to.</summary>
        public async Task<string> CallbackAsync(Browser? browser = null, string returnTo = "/")
        {
            var sent = await (browser ?? Browser).GetAsync(
                $"{Providers}/corp/sign-in?returnTo={Uri.EscapeDataString(returnTo)}");
            sent.Status.ShouldBe(HttpStatusCode.Redirect);
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            using var answered = await http.GetAsync(new Uri(sent.Location));
            return answered.Headers.Location!.PathAndQuery;
        }

        public async Task<BrowserAnswer> SignInAsync(string returnTo = "/") =>
            await Browser.GetAsync(await CallbackAsync(null, returnTo));

        public async Task<Answer> MeAsync(BrowserAnswer back)
        {
            using var user = new SignedIn(server, back.SessionCookie.ShouldNotBeNull().Split(';')[0], "");
            return await user.GetAsync("/api/v1/me");
        }

        /// <summary>The latest audit entry of a kind.</summary>
        public async Task<JsonNode> AuditAsync(string what) =>
            (await server.GetAsync($"/api/v1/audit?what={what}")).Json["items"]![0]!;

        public async Task<JsonNode> GetUserAsync(string id) => (await server.GetAsync($"/api/v1/users/{id}")).Json;

        public async Task PatchAsync(string id, string json)
        {
            var changed = await server.SendAsync(new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/users/{id}")
            {
                Content = ReadServer.Json(json),
            });
            changed.Status.ShouldBe(HttpStatusCode.OK, changed.Body);
        }

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await server.DisposeAsync();
            await provider.DisposeAsync();
        }
    }
}

public sealed class SqliteProviderTests(TestServer server) : ProviderTests(server), IClassFixture<TestServer>;

public sealed class PostgresProviderTests(PostgresTestServer server)
    : ProviderTests(server), IClassFixture<PostgresTestServer>;
