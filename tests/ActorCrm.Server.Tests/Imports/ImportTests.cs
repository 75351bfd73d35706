using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Imports;

public abstract class ImportTests(ImportServer server)
{
    private const string Cards = "Name;E-mails;Code;Amount\nAnn;ann@example.com;A;1\nBea;bea@example.com;B;2,5\n";

    [Fact]
    public async Task A_file_is_previewed_and_imported_and_its_faulty_rows_come_back()
    {
        var type = await NewCardsAsync();
        var id = await server.MakeImportAsync(
            type, "Name,code,amount,Nonsense\r\nAnn,A1,1.5,x\r\n,A2,2,\r\n\"Bea, \"\"B\"\"\",A3,zwei,\r\nCid,A1,,\r\n");
        (await server.GetAsync($"/api/v1/imports/{id}")).Json["columns"]!.ToJsonString().ShouldBe(
            """[{"header":"Name","field":"name"},{"header":"code","field":"code"},"""
            + """{"header":"amount","field":"amount"},{"header":"Nonsense","field":null}]""");
        await server.ConfigureAsync(id, """{"keys":[]}""");

        var preview = (await server.GetAsync($"/api/v1/imports/{id}/preview")).Json["rows"]!.AsArray();
        preview.Select(row => $"{row!["row"]} {row["action"]}").ShouldBe(["2 create", "3 fail", "4 fail", "5 create"]);
        preview[2]!["faults"]!.ToJsonString().ShouldContain("\"column\":\"amount\"");
        (await server.ValuesAsync(type, "name")).ShouldBeEmpty();

        var import = await server.RunAsync(id);

        ((string?)import["status"]).ShouldBe("completed");
        ImportServer.Counts(import).ShouldBe([1, 0, 0, 3]);
        ((int)import["progress"]!["rowsRead"]!).ShouldBe(4);
        (await server.ValuesAsync(type, "name")).ShouldBe(["\"Ann\""]);
        var errors = (await server.GetAsync($"/api/v1/imports/{id}/errors")).Body.TrimStart('\ufeff').Split("\r\n");
        errors[0].ShouldBe("Name,code,amount,Nonsense,import_row,import_errors");
        errors[1].ShouldBe(",A2,2,,3,Name: It needs a value.");
        errors[2].ShouldStartWith("\"Bea, \"\"B\"\"\",A3,zwei,,4,amount: ");
        errors[3].ShouldStartWith("Cid,A1,,,5,code: Record ");
    }

    [Fact]
    public async Task Rows_that_are_there_already_are_skipped_or_change_the_record_or_fill_it()
    {
        var type = await NewCardsAsync();
        ImportServer.Counts(await server.ImportAsync(type, Cards, """{"format":{"decimalSeparator":","}}"""))
            .ShouldBe([2, 0, 0, 0]);
        const string again = "name,code,amount,emails\nAnna,a,7,new@example.com;ann@example.com\nBea,B,,\nCid,C,3,\n";

        ImportServer.Counts(await server.ImportAsync(type, again, """{"keys":["code"]}""")).ShouldBe([1, 0, 2, 0]);
        (await server.ValuesAsync(type, "name")).ShouldBe(["\"Ann\"", "\"Bea\"", "\"Cid\""], ignoreOrder: true);

        ImportServer.Counts(await server.ImportAsync(type, again, """{"policy":"merge","keys":["code"]}"""))
            .ShouldBe([0, 3, 0, 0]);
        var ann = await FindAsync(type, "Ann");
        ((decimal)ann["amount"]!).ShouldBe(1);
        ann["emails"]!.ToJsonString().ShouldBe("""["ann@example.com","new@example.com"]""");

        ImportServer.Counts(await server.ImportAsync(type, again, """{"policy":"update","keys":["code"]}"""))
            .ShouldBe([0, 3, 0, 0]);
        var anna = await FindAsync(type, "Anna");
        ((decimal)anna["amount"]!).ShouldBe(7);
        ((decimal)(await FindAsync(type, "Bea"))["amount"]!).ShouldBe(2.5m);
    }

    [Fact]
    public async Task Rows_of_one_file_that_are_one_record_become_one_and_the_later_one_wins()
    {
        var type = await NewCardsAsync();
        var import = await server.ImportAsync(
            type, "name,code\nAnn,x\nBea,X\nCid,y\nDan,x\nEve,z\n", """{"policy":"update","keys":["code"]}""");

        ImportServer.Counts(import).ShouldBe([3, 2, 0, 0]);
        (await server.ValuesAsync(type, "name")).ShouldBe(["\"Dan\"", "\"Cid\"", "\"Eve\""], ignoreOrder: true);
    }

    [Fact]
    public async Task A_row_that_is_two_records_is_at_fault_and_so_is_one_with_an_unknown_id()
    {
        var type = await NewCardsAsync();
        await server.ImportAsync(type, "name,code,emails\nAnn,A,a@example.com\nBea,B,b@example.com\n");
        var id = (string)(await server.GetAsync($"/api/v1/records/{type}?sort=createdAt")).Json["items"]![0]!["id"]!;

        var import = await server.ImportAsync(
            type, $"id,code,emails,amount\n,A,b@example.com,1\n{id},,,2\n{Guid.NewGuid()},,,3\nnone,,,4\n",
            """{"policy":"update","keys":["id","code","emails"]}""");

        ImportServer.Counts(import).ShouldBe([0, 1, 0, 3]);
        (await server.GetAsync($"/api/v1/imports/{import["id"]}/errors")).Body.ShouldContain("2 records have one");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    [InlineData("windows-1250")]
    public async Task A_file_is_read_in_the_encoding_in_which_it_is_written(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var type = await server.NewTypeAsync();
        var id = await server.MakeAsync(
            type, [.. encoding.GetPreamble(), .. encoding.GetBytes("name;n\nZażółć gęślą;1\n")]);
        await server.ConfigureAsync(id, name == "windows-1250" ? """{"format":{"encoding":"windows-1250"}}""" : "{}");

        ImportServer.Counts(await server.RunAsync(id)).ShouldBe([1, 0, 0, 0]);
        (await server.GetAsync($"/api/v1/records/{type}")).Json["items"]![0]!["fields"]!["name"]!
            .GetValue<string>().ShouldBe("Zażółć gęślą");
    }

    [Fact]
    public async Task Lines_of_json_are_imported_as_an_export_or_anybody_writes_them()
    {
        var type = await NewCardsAsync();
        var id = await server.MakeImportAsync(
            type,
            """
            {"fields":{"name":"Ann","emails":["a@example.com"],"Amount":1.25}}

            {"name":"Bea","Amount":"2","other":{}}
            {"name":"Cid","name":"Dan"}
            {"name":"half \ud800 of a pair"}
            {"name":"\u0000"}
            [1]
            """,
            "application/x-ndjson");

        ImportServer.Counts(await server.RunAsync(id)).ShouldBe([2, 0, 0, 4]);
        (await server.ValuesAsync(type, "amount")).ShouldBe(["1.25", "2"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_form_and_a_gzipped_file_are_taken_as_well()
    {
        var type = await server.NewTypeAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("x"), "note" },
            { new ByteArrayContent(Gzip("name,n\nAnn,1\n"u8.ToArray())), "file", "people.csv.gz" },
        };
        var answer = await server.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/v1/imports?type={type}")
        {
            Content = form,
        });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        ((string?)answer.Json["fileName"]).ShouldBe("people.csv.gz");

        ImportServer.Counts(await server.RunAsync((string)answer.Json["id"]!)).ShouldBe([1, 0, 0, 0]);
    }

    [Fact]
    public async Task Bombs_and_what_is_too_large_are_refused_and_leave_nothing()
    {
        var type = await server.NewTypeAsync();
        var bomb = Gzip(new byte[30_000_000]);
        bomb.Length.ShouldBeLessThan(100_000);
        var nested = Gzip(Gzip(new byte[30_000_000]));
        var many = Encoding.UTF8.GetBytes("name\n" + new string('x', 3_000_000));
        var random = new byte[2_000_000];
        new Random(1).NextBytes(random);
        var large = Gzip([.. Enumerable.Range(0, 60).SelectMany(_ => random.AsSpan(0, 700_000).ToArray())]);

        (await server.UploadAsync(type, bomb)).Code.ShouldBe("bodyTooLarge");
        (await server.UploadAsync(type, many)).Code.ShouldBe("bodyTooLarge");
        (await server.UploadAsync(type, [(byte)'P', (byte)'K', 3, 4, 5])).Code.ShouldBe("unsupportedMediaType");
        (await server.UploadAsync(type, [0x1f, 0x8b, 8, 0, 1, 2])).Code.ShouldBe("malformedEncoding");
        (await server.UploadAsync(type, Gzip(random)[..1_000_000])).Code.ShouldBe("malformedEncoding");
        (await server.UploadAsync(type, [])).Code.ShouldBe("emptyBody");
        (await server.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/v1/imports?type={type}")
        {
            Content = new ByteArrayContent(large),
            Headers = { ExpectContinue = true },
        })).Code.ShouldBe("bodyTooLarge", "what is declared is refused before it is sent");
        var packed = await server.UploadAsync(type, nested);
        packed.Status.ShouldBe(HttpStatusCode.Created, "what is in a packed file is not unpacked again");
        var left = (await server.GetAsync("/api/v1/imports?limit=500")).Json["items"]!.AsArray()
            .Where(import => (string?)import!["objectType"] == type).ToArray();
        left.ShouldHaveSingleItem();
        left[0]!["id"]!.GetValue<string>().ShouldBe((string)packed.Json["id"]!);
    }

    [Fact]
    public async Task What_is_exported_is_imported_as_it_was()
    {
        var type = await NewCardsAsync();
        string[] names = ["=1+1", "'=x", "a\"b,c", "-", "+48 600", "@x", "a;b", "łódź"];
        foreach (var name in names)
        {
            var fields = new JsonObject
            {
                ["name"] = name,
                ["amount"] = -1.5,
                ["emails"] = new JsonArray($"a{server.NewId()}@example.com"),
            };
            await server.MakeAsync(type, fields.ToJsonString());
        }

        var csv = await server.GetAsync($"/api/v1/records/{type}/export?bom=true");
        var bytes = await server.Client.GetByteArrayAsync(
            new Uri($"/api/v1/records/{type}/export?bom=true&gzip=true", UriKind.Relative));
        Gunzip(bytes)[..3].ShouldBe([0xef, 0xbb, 0xbf]);
        csv.Body.ShouldContain("\"'=1+1\"");
        csv.Body.ShouldContain(",-1.5,");
        var copy = await NewCardsAsync();
        ImportServer.Counts(await server.ImportAsync(copy, csv.Body, """{"keys":[]}""")).ShouldBe([8, 0, 0, 0]);
        (await server.ValuesAsync(copy, "name")).ShouldBe(await server.ValuesAsync(type, "name"), ignoreOrder: true);
        (await server.ValuesAsync(copy, "emails"))
            .ShouldBe(await server.ValuesAsync(type, "emails"), ignoreOrder: true);

        var lines = (await server.GetAsync($"/api/v1/records/{type}/export?format=ndjson&fields=name,id")).Lines;
        lines.Select(line => (string)line["fields"]!["name"]!).ShouldBe(names);
        lines[0].AsObject().Select(member => member.Key).ShouldBe(["id", "fields"]);
        (await server.GetAsync($"/api/v1/records/{type}/export?fields=nope")).Code.ShouldBe("parameterInvalid");
    }

    [Fact]
    public async Task Contacts_are_found_by_their_numbers_and_addresses()
    {
        var number = ImportServer.Line(600_500_000 + int.Parse(server.NewId(""), null));
        var first = await server.ImportAsync(
            "contact",
            $"Name,Phone,E-mail addresses\nAnn,+48 {number},ann@{number}.example\nBea,,bea@{number}.example\n");
        ImportServer.Counts(first).ShouldBe([2, 0, 0, 0]);

        var again = await server.ImportAsync(
            "contact",
            $"Name,Phone,emails,city\nAnna,0048{number},,Kraków\nBea,,BEA@{number}.example,Łódź\n,,x,\n",
            """{"policy":"merge","keys":["phones","emails"]}""");

        ImportServer.Counts(again).ShouldBe([0, 2, 0, 1]);
        var found = (await server.GetAsync($"/api/v1/contacts?phone=%2B48{number}")).Json["items"]!.AsArray();
        ((string?)found.ShouldHaveSingleItem()!["name"]).ShouldBe("Ann");
        var export = await server.GetAsync("/api/v1/records/contact/export?fields=name,phones,city");
        export.Body.ShouldContain($"Ann,\"'+48{number}\",Kraków");
    }

    [Fact]
    public async Task A_paused_import_goes_on_where_it_was_and_a_cancelled_one_does_not()
    {
        var type = await NewCardsAsync();
        var text = new StringBuilder("name\n");
        for (var i = 0; i < 300; i++)
        {
            text.Append("row ").Append(ImportServer.Line(i)).Append('\n');
        }

        var id = await server.MakeImportAsync(type, text.ToString());
        await server.PostAsync($"/api/v1/imports/{id}/start", "");
        var paused = await server.PostAsync($"/api/v1/imports/{id}/pause", "");
        ((string?)paused.Json["status"]).ShouldBe("paused");
        (await server.PostAsync($"/api/v1/imports/{id}/start", "")).Status.ShouldBe(HttpStatusCode.OK);
        var done = await server.UntilAsync(
            $"/api/v1/imports/{id}", import => (string?)import["status"] == "completed");
        ImportServer.Counts(done).ShouldBe([300, 0, 0, 0]);
        (await server.ValuesAsync(type, "name")).Distinct().Count().ShouldBe(300);

        var other = await server.MakeImportAsync(type, text.ToString());
        ((string?)(await server.PostAsync($"/api/v1/imports/{other}/cancel", "")).Json["status"])
            .ShouldBe("cancelled");
        (await server.PostAsync($"/api/v1/imports/{other}/start", "")).Code.ShouldBe("importEnded");
        (await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/imports/{other}")))
            .Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.GetAsync($"/api/v1/imports/{other}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_that_is_wrong_with_settings_is_said_at_once()
    {
        var id = await server.MakeImportAsync("test.card", "name\nAnn\n");
        var answer = await server.SendAsync(new HttpRequestMessage(HttpMethod.Put, $"/api/v1/imports/{id}/settings")
        {
            Content = new StringContent(
                """
                {"policy":"never","region":"XX","format":{"encoding":"ebcdic","delimiter":"ab","timeZone":"Mars"}}
                """,
                Encoding.UTF8, "application/json"),
        });
        (answer.Code, answer.Json["errors"]!.AsObject().Count).ShouldBe(("importInvalid", 5));

        var mapped = await server.SendAsync(new HttpRequestMessage(HttpMethod.Put, $"/api/v1/imports/{id}/settings")
        {
            Content = new StringContent(
                """{"mapping":{"name":"nope","other":"name"},"keys":["amount"]}""", Encoding.UTF8, "application/json"),
        });
        mapped.Code.ShouldBe("importInvalid");
        mapped.Json["errors"]!["mapping"]!.AsArray().Count.ShouldBe(2);
        mapped.Json["errors"]!["keys"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task<string> NewCardsAsync()
    {
        var name = server.NewId("test.card");
        await server.SaveTypeAsync(
            name,
            new Domain.Objects.FieldDraft("name", Domain.Objects.FieldKind.Text, Required: true),
            new Domain.Objects.FieldDraft("code", Domain.Objects.FieldKind.Text, Unique: true),
            new Domain.Objects.FieldDraft("emails", Domain.Objects.FieldKind.Email, Unique: true, Many: true),
            new Domain.Objects.FieldDraft("amount", Domain.Objects.FieldKind.Decimal));
        return name;
    }

    private async Task<JsonNode> FindAsync(string type, string name) =>
        (await server.GetAsync($"/api/v1/records/{type}")).Json["items"]!.AsArray()
            .Select(item => item!["fields"]!).Single(fields => (string?)fields["name"] == name);

    private static byte[] Gunzip(byte[] bytes)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}

public sealed class SqliteImportTests(ImportServer server) : ImportTests(server), IClassFixture<ImportServer>;

public sealed class PostgresImportTests(PostgresImportServer server)
    : ImportTests(server), IClassFixture<PostgresImportServer>;
