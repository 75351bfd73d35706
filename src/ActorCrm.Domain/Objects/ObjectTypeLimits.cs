namespace ActorCrm.Domain.Objects;

/// <summary>How much an object type may have.</summary>
public static class ObjectTypeLimits
{
    /// <summary>Most custom types.</summary>
    public const int TypesMax = 500;

    /// <summary>Most fields of a type, built-in and removed ones included.</summary>
    public const int FieldsMax = 500;

    /// <summary>Most custom fields of a type that the database has an index for: each slows down every write.</summary>
    public const int IndexedMax = 20;

    /// <summary>Most options of a field.</summary>
    public const int OptionsMax = 500;

    /// <summary>Most characters of an option's value.</summary>
    public const int OptionLengthMax = 100;

    /// <summary>Most languages of a label.</summary>
    public const int LanguagesMax = 30;

    /// <summary>Most characters of a label.</summary>
    public const int LabelLengthMax = 200;

    /// <summary>Most characters of a namespace, and of a name in it.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Most bytes of a type's definition as JSON: every turn's settings hold all of them.</summary>
    public const int BytesMax = 256 * 1024;
}
