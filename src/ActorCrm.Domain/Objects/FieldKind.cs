using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Objects;

/// <summary>What a field holds, and how its value is written in JSON.</summary>
[JsonConverter(typeof(CamelCaseEnum<FieldKind>))]
[SuppressMessage(
    "Naming", "CA1720:Identifier contains type name", Justification = "Terms of spec/mapping.md, which people write.")]
public enum FieldKind
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>Text of several lines.</summary>
    LongText,

    /// <summary>A whole number that a double holds exactly: at most 2⁵³ − 1 either way.</summary>
    Integer,

    /// <summary>A number with up to 28 digits, 10 of them after the point; amounts of money too.</summary>
    Decimal,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A day: <c>2026-03-01</c>.</summary>
    Date,

    /// <summary>A moment: RFC 3339, kept in UTC with milliseconds.</summary>
    DateTime,

    /// <summary>A time of the day: <c>08:30</c> or <c>08:30:00</c>.</summary>
    Time,

    /// <summary>A length of time: ISO 8601, of days and shorter units (<c>PT1H30M</c>).</summary>
    Duration,

    /// <summary>The value of one of the field's options.</summary>
    Select,

    /// <summary>Values of the field's options, each once.</summary>
    MultiSelect,

    /// <summary>A file: the id of a stored one.</summary>
    File,

    /// <summary>An absolute address, http or https.</summary>
    Url,

    /// <summary>An e-mail address; compared in small letters.</summary>
    Email,

    /// <summary>A telephone number, kept as E.164.</summary>
    Phone,

    /// <summary>The id of a record of the field's target type.</summary>
    Reference,
}
