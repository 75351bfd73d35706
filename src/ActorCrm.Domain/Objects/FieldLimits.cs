namespace ActorCrm.Domain.Objects;

/// <summary>How much fits into a field and into a record. A field's own maximum length can only be smaller.</summary>
public static class FieldLimits
{
    /// <summary>Most characters of one line of text.</summary>
    public const int TextLengthMax = 1_000;

    /// <summary>Most characters of a text of several lines.</summary>
    public const int LongTextLengthMax = 32_000;

    /// <summary>Most characters of an address of the web.</summary>
    public const int UrlLengthMax = 2_048;

    /// <summary>Most characters of an e-mail address (RFC 5321).</summary>
    public const int EmailLengthMax = 254;

    /// <summary>Most characters before the @ of an e-mail address (RFC 5321).</summary>
    public const int EmailLocalLengthMax = 64;

    /// <summary>Most characters of a telephone number as somebody writes it.</summary>
    public const int PhoneLengthMax = 250;

    /// <summary>Most characters of the id of a user, whom another system may have named.</summary>
    public const int UserIdLengthMax = 200;

    /// <summary>Most values of a list.</summary>
    public const int ListCountMax = 100;

    /// <summary>The largest whole number: 2⁵³ − 1, since beyond it JavaScript loses digits.</summary>
    public const long IntegerMax = (1L << 53) - 1;

    /// <summary>Most digits of a decimal before its point.</summary>
    public const int DecimalWholeDigitsMax = 18;

    /// <summary>Most digits of a decimal after its point.</summary>
    public const int DecimalFractionDigitsMax = 10;

    /// <summary>Most characters in which a number may be written.</summary>
    public const int NumberLengthMax = 100;

    /// <summary>The longest duration: a hundred years of 365.25 days.</summary>
    public const int DurationDaysMax = 36_525;

    /// <summary>Most fields that somebody may give at once, those at fault included.</summary>
    public const int FieldsGivenMax = 1_000;

    /// <summary>Most bytes of all values of a record, as JSON in UTF-8.</summary>
    public const int RecordBytesMax = 256 * 1024;

    /// <summary>Most characters of a field's name.</summary>
    public const int NameLengthMax = 64;
}
