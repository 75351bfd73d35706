using System.Globalization;

namespace ActorCrm.Bench;

/// <summary>Contacts that a database makes of numbers, each with a telephone number and an address.</summary>
internal static class FindContacts
{
    /// <summary>Contacts of one statement.</summary>
    public const int BatchMax = 50_000;

    private const int Categories = 200;

    private static readonly string[] FirstNames =
    [
        "Łucja", "Jan", "Żaneta", "Paweł", "Zoë", "José", "Anne-Marie", "Björn", "Małgorzata", "Søren", "Ewa", "Ömer",
        "François", "Ágnes", "Jürgen", "Šárka", "Ana", "Piotr", "Chloé", "Władysław", "Ioana", "Nils", "Zofia",
    ];

    private static readonly string[] LastNames =
    [
        "Kowalski", "Żak", "Müller", "Nowák", "García", "O'Brien", "Wiśniewska", "Sørensen", "Dąbrowski", "Lévy",
        "Çelik", "Novotná", "Szabó", "Smith", "Østergaard", "Zieliński", "Popescu", "Ångström", "Brzęczyszczykiewicz",
        "de la Cruz", "Fischer", "Jankowska", "Wójcik", "Nguyễn", "Kamiński", "Straße", "Lindqvist", "Horváth", "Rossi",
    ];

    /// <summary>The telephone number of a contact.</summary>
    public static string Phone(long n) => string.Create(CultureInfo.InvariantCulture, $"+48{500_000_000 + n}");

    /// <summary>The e-mail address of a contact.</summary>
    public static string Email(long n) => string.Create(CultureInfo.InvariantCulture, $"c{n}@example.com");

    /// <summary>The category of a contact: one of two hundred.</summary>
    public static string Category(long n) =>
        string.Create(CultureInfo.InvariantCulture, $"category {n % Categories}");

    /// <summary>The last name of a contact; with a number, so that there are many.</summary>
    public static string LastName(long n) => string.Create(
        CultureInfo.InvariantCulture, $"{LastNames[n % LastNames.Length]} {n / LastNames.Length % 5_000}");

    /// <summary>Makes the contacts from @first to @last, and the rows of their numbers.</summary>
    public static IEnumerable<string> Statements(bool isPostgres) => isPostgres ? Postgres() : Sqlite();

    private static IEnumerable<string> Postgres()
    {
        const string Id = "lpad(to_hex(1780000000000 + n), 12, '0')";
        const string Made = "'2026-03-01T08:00:00Z'";
        var id = $"substr({Id}, 1, 8) || '-' || substr({Id}, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0')";
        yield return $"""
            INSERT INTO contact (id, shard, version, doc)
            SELECT {id}, n % 64, 1, jsonb_build_object(
              'id', {id}, 'name', first || ' ' || last, 'phones', jsonb_build_array('+48' || (500000000 + n)),
              'emails', jsonb_build_array('c' || n || '@example.com'), 'ownerId', 'u' || n % 500, 'madeBy', 'bench',
              'createdAt', {Made}, 'changedAt', {Made}, 'updatedAt', {Made},
              'fields', jsonb_build_object('category', 'category ' || n % {Categories}, 'lastName', last))
            FROM (
              SELECT n, ({Array(FirstNames)})[n % {FirstNames.Length} + 1] AS first,
                ({Array(LastNames)})[n % {LastNames.Length} + 1] || ' ' || n / {LastNames.Length} % 5000 AS last
              FROM generate_series(@first, @last) AS n) AS people
            """;
        yield return $"""
            INSERT INTO phone_number (id, shard, version, doc)
            SELECT '+48' || (500000000 + n), n % 64, 1, jsonb_build_object(
              'contacts', jsonb_build_array(jsonb_build_object('id', {id}, 'createdAt', {Made})))
            FROM generate_series(@first, @last) AS n
            """;
    }

    private static IEnumerable<string> Sqlite()
    {
        const string Id =
            "substr(printf('%012x', 1780000000000 + n), 1, 8) || '-' || substr(printf('%012x', 1780000000000 + n), 9) "
            + "|| '-7000-8000-' || printf('%012x', n)";
        const string Made = "'2026-03-01T08:00:00Z'";
        const string Series =
            "WITH RECURSIVE series(n) AS (SELECT @first UNION ALL SELECT n + 1 FROM series WHERE n < @last)";
        yield return $"""
            {Series}
            INSERT INTO contact (id, shard, version, doc)
            SELECT {Id}, n % 64, 1, json_object(
              'id', {Id}, 'name', first || ' ' || last, 'phones', json_array('+48' || (500000000 + n)),
              'emails', json_array('c' || n || '@example.com'), 'ownerId', 'u' || n % 500, 'madeBy', 'bench',
              'createdAt', {Made}, 'changedAt', {Made}, 'updatedAt', {Made},
              'fields', json_object('category', 'category ' || n % {Categories}, 'lastName', last))
            FROM (
              SELECT n, json_extract('{Json(FirstNames)}', '$[' || n % {FirstNames.Length} || ']') AS first,
                json_extract('{Json(LastNames)}', '$[' || n % {LastNames.Length} || ']')
                  || ' ' || n / {LastNames.Length} % 5000 AS last
              FROM series)
            """;
        yield return $"""
            {Series}
            INSERT INTO phone_number (id, shard, version, doc)
            SELECT '+48' || (500000000 + n), n % 64, 1,
              json_object('contacts', json_array(json_object('id', {Id}, 'createdAt', {Made})))
            FROM series
            """;
    }

    private static string Array(string[] names) =>
        $"ARRAY[{string.Join(',', names.Select(name => $"'{name.Replace("'", "''")}'"))}]";

    private static string Json(string[] names) =>
        System.Text.Json.JsonSerializer.Serialize(names).Replace("'", "''");
}
