using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Server.Tests.Criteria;

/// <summary>
/// Records and criteria by chance, from few values, so that they meet often: those at which implementations differ.
/// </summary>
internal static class ThingGenerators
{
    private static readonly string[] Texts =
    [
        "Łódź", "ŁÓDŹ", "łódź", "Straße", "STRASSE", "strasse", "ΟΔΟΣ", "οδος", "οδοσ", "İstanbul", "istanbul", "ıI",
        "a%b", "a_b", "axb", "a\\b", "A\\B", "100%", "😀", "a😀b", "\uE000", "\u0301", "ǅ", "ǆ", "ﬀ", "K", "k", "ſ",
        "s", "'; DROP TABLE criteria_thing; --", "{value}", "@criteria0", "$1", "\"", "\t", " a ", "A", "a", "ab", "AB",
        "b", "100", "true", "null", "[]", "\u00A0", "é", "É", "e\u0301", "z", "Z", "𐐀", "𐐨", "ß", "ẞ", "µ", "μ",
    ];

    private static readonly Dictionary<FieldKind, string[]> Values = new()
    {
        [FieldKind.Text] = [.. Texts.Select(Json)],
        [FieldKind.Phone] = ["\"+48601234567\"", "\"+48601234568\"", "\"+493012345678\""],
        [FieldKind.Integer] = ["0", "1", "-1", "5", "5.0", "1e3", "1000", "9007199254740991", "-9007199254740991"],
        [FieldKind.Decimal] =
        [
            "0", "-0", "0.1", "0.10", "-0.1", "0.0000000001", "5", "5.5", "-5.5", "12345678901234567.89",
            "12345678901234567.8900000001", "-12345678901234567.89", "-12345678901234567.8900000001",
            "999999999999999999.9999999999", "-999999999999999999.9999999999", "100", "99.9999999999",
        ],
        [FieldKind.Boolean] = ["true", "false"],
        [FieldKind.Date] = ["\"2026-03-01\"", "\"2026-02-28\"", "\"2024-02-29\"", "\"2026-03-31\"", "\"9999-12-31\""],
        [FieldKind.DateTime] =
        [
            "\"2026-03-01T08:00:00Z\"", "\"2026-03-01T08:00:00.5Z\"", "\"2026-03-01T08:00:00.500Z\"",
            "\"2026-02-28T23:00:00Z\"", "\"2026-02-28T22:59:59.999Z\"", "\"1969-12-31T23:59:59.123Z\"",
            "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999Z\"", "\"2024-02-29T12:00:00Z\"",
        ],
        [FieldKind.Time] = ["\"08:30\"", "\"08:30:00\"", "\"08:30:00.5\"", "\"23:59:59.999\"", "\"00:00\""],
        [FieldKind.Duration] =
        [
            "\"PT1H30M\"", "\"PT90M\"", "\"P1D\"", "\"PT24H\"", "\"-PT1H\"", "\"P1W\"", "\"P7D\"", "\"PT0.5S\"",
            "\"PT0S\"", "\"P1DT1S\"",
        ],
        [FieldKind.Select] = ["\"new\"", "\"New\"", "\"done\"", "\"łatwy\""],
        [FieldKind.Reference] = ["\"0\"", "\"1\"", "\"2\"", "\"3\"", "\"nobody\""],
    };

    private static readonly string[] RelativeTimes =
    [
        "\"now\"", "\"today\"", "\"today-1d\"", "\"startOfMonth\"", "\"endOfMonth\"", "\"now-25h\"", "\"endOfYear-1y\"",
        "\"startOfWeek+7d\"", "\"endOfDay\"", "\"startOfQuarter-1Q\"", "\"now+99999y\"",
    ];

    /// <summary>What an import or a changed definition may have left in a document, and times that are none.</summary>
    private static readonly string[] Junk =
    [
        "null", "5", "5.5", "true", "\"\"", "\"x\"", "[]", "{}", "[null]", "[null,\"a\",1,true,[],{\"a\":1}]", "[\"\"]",
        "9007199254740992", "\"2026-02-30T00:00:00Z\"", "\"2026-03-01T08:00:00+01:00\"", "\"2026-03-01 08:00:00\"",
        "\"0000-01-01T00:00:00Z\"", "\"2026-13-01T00:00:00Z\"", "\"2026-03-01T08:00:00.Z\"", "\"24:00\"", "\"8:30\"",
        "\"P\"", "\"PT\"", "\"P1Y\"", "\"P1DT\"", "\"١٢:٣٠\"",
        "[\"P1D\",\"P1Y\",\"08:30\",\"2026-03-01T08:00:00Z\",5,true]",
        "\"2026-03-01T08:00:00.1239999Z\"", "\"1969-12-31T23:59:59.9995Z\"", "\"2026-03-01T08:00:00Z\\n\"",
    ];

    private static readonly string[] PatternPieces =
        ["%", "_", "a", "B", "Ł", "ó", "\\%", "\\_", "\\\\", "😀", "ß", "0", "\\a", "σ"];

    /// <summary>Some records that refer to each other.</summary>
    public static Gen<Thing[]> Records => Gen.Choose(0, 4).SelectMany(count => Gen
        .CollectToArray(Enumerable.Range(0, count + 4), at => Record($"{at}")));

    /// <summary>Criteria as people write them.</summary>
    public static Gen<string> Criteria(int depth) => depth == 0
        ? Condition
        : Gen.Frequency(
            (4, Condition),
            (1, Criteria(depth - 1).Select(part => $"{{\"not\":{part}}}")),
            (1, Group("all", depth)),
            (1, Group("any", depth)));

    private static Gen<string> Condition =>
        from way in Gen.Frequency(
            (6, Gen.Constant("")), (2, Gen.Constant("owner.")), (1, Gen.Constant("owner.owner.")))
        from at in Gen.Elements(Things.Type.Fields)
        from comparison in Gen.Elements(CriteriaOperators.Of(at).ToArray())
        from value in Value(at, comparison)
        select $"{{\"field\":\"{way}{at.Name}\",\"operator\":\"{comparison.Name()}\"{value}}}";

    private static Gen<string> Group(string name, int depth) =>
        from parts in Criteria(depth - 1).NonEmptyListOf()
        select $"{{\"{name}\":[{string.Join(",", parts.Take(4))}]}}";

    private static Gen<string> Value(FieldDefinition field, CriteriaOperator comparison)
    {
        var operand = Operand(field, comparison);
        var list = comparison == CriteriaOperator.Between
            ? operand.ArrayOf(2)
            : operand.NonEmptyListOf().Select(values => values.Take(4).ToArray());
        return comparison.TakesNothing() ? Gen.Constant("")
            : comparison.TakesList() ? list.Select(values => $",\"value\":[{string.Join(",", values)}]")
            : operand.Select(value => $",\"value\":{value}");
    }

    private static Gen<string> Operand(FieldDefinition field, CriteriaOperator comparison) =>
        (field.Kind, comparison) switch
        {
            (_, CriteriaOperator.Like or CriteriaOperator.NotLike) =>
                Gen.Elements(PatternPieces).NonEmptyListOf().Select(pieces => Json(string.Concat(pieces.Take(5)))),
            (FieldKind.Phone, CriteriaOperator.Contains or CriteriaOperator.NotContains or CriteriaOperator.StartsWith
                or CriteriaOperator.EndsWith) => Gen.Elements("\"601 234\"", "\"+48\"", "\"67\"", "\"8\""),
            (FieldKind.Date or FieldKind.DateTime, _) => Gen.Frequency(
                (2, Gen.Elements(Values[field.Kind])), (1, Gen.Elements(RelativeTimes)),
                (1, Gen.Elements(Values[FieldKind.Date]))),
            _ => Gen.Elements(ValuesOf(field.Kind)),
        };

    private static Gen<Thing> Record(string id) =>
        from fields in Gen.CollectToArray(
            Things.Type.Fields, field => Stored(field).Select(json => (field.Name, Json: json)))
        from isDeleted in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Thing(
            id, fields.Where(each => each.Json is not null).ToDictionary(each => each.Name, each => each.Json!))
        {
            IsDeleted = isDeleted,
        };

    private static Gen<string?> Stored(FieldDefinition field)
    {
        var one = Gen.Elements(ValuesOf(field.Kind));
        var good = field.IsList()
            ? one.ListOf().Select(values => $"[{string.Join(",", values.Take(4))}]")
            : one;
        var isColumn = Things.Columns.Contains(field);
        return Gen.Frequency<string?>(
            (5, good.Select(value => (string?)(isColumn && field.Kind == FieldKind.Integer ? Whole(value) : value))),
            (2, Gen.Constant<string?>(null)),
            (isColumn ? 0 : 2, Gen.Elements(Junk).Select(value => (string?)value)),
            (isColumn && CriteriaForms.Of(field.Kind) <= CriteriaForm.Exact ? 1 : 0, Gen.Constant<string?>("\"\"")));
    }

    private static string[] ValuesOf(FieldKind kind) => kind switch
    {
        FieldKind.LongText or FieldKind.Url or FieldKind.Email => Values[FieldKind.Text],
        FieldKind.MultiSelect or FieldKind.File => Values[FieldKind.Select],
        _ => Values[kind],
    };

    private static string Whole(string number) => number is "5.0" or "1e3" ? "7" : number;

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
