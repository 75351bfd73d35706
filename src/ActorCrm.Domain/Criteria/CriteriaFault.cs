namespace ActorCrm.Domain.Criteria;

/// <summary>What is wrong with criteria, and where.</summary>
/// <param name="Position">
/// Where it stands: a JSON pointer (RFC 6901) from the criteria, such as <c>/all/0/value</c>.
/// </param>
/// <param name="Code">One of <see cref="CriteriaFaultCode"/>.</param>
/// <param name="Message">For people: what is wrong and what would be right.</param>
public sealed record CriteriaFault(string Position, string Code, string Message);

/// <summary>Codes of faults. They are stable: other programs decide by them.</summary>
public static class CriteriaFaultCode
{
    /// <summary>The text is no JSON.</summary>
    public const string JsonInvalid = "jsonInvalid";

    /// <summary>The JSON has too many bytes.</summary>
    public const string TooLarge = "tooLarge";

    /// <summary>Groups, or arrays and objects, are nested too deeply.</summary>
    public const string TooDeep = "tooDeep";

    /// <summary>There are too many groups and conditions.</summary>
    public const string TooMany = "tooMany";

    /// <summary>A group or condition is none of the four forms, or a member has the wrong type.</summary>
    public const string ShapeInvalid = "shapeInvalid";

    /// <summary>A group has no parts: nobody can tell whether all or nothing was meant.</summary>
    public const string GroupEmpty = "groupEmpty";

    /// <summary>A member is unknown.</summary>
    public const string MemberUnknown = "memberUnknown";

    /// <summary>A member is given twice.</summary>
    public const string MemberRepeated = "memberRepeated";

    /// <summary>A member is missing.</summary>
    public const string MemberMissing = "memberMissing";

    /// <summary>The object type has no such field.</summary>
    public const string FieldUnknown = "fieldUnknown";

    /// <summary>A path goes on behind a field that refers to nothing, or to several records.</summary>
    public const string NotAReference = "notAReference";

    /// <summary>A path has too many steps.</summary>
    public const string TooManySteps = "tooManySteps";

    /// <summary>All paths together follow too many references.</summary>
    public const string TooManyReferences = "tooManyReferences";

    /// <summary>There is no such operator.</summary>
    public const string OperatorUnknown = "operatorUnknown";

    /// <summary>The operator does not suit the kind of the field.</summary>
    public const string OperatorUnsuitable = "operatorUnsuitable";

    /// <summary>The operator takes no value.</summary>
    public const string ValueUnexpected = "valueUnexpected";

    /// <summary>The value does not suit the field or the operator.</summary>
    public const string ValueInvalid = "valueInvalid";

    /// <summary>The value is none of the field's options.</summary>
    public const string OptionUnknown = "optionUnknown";

    /// <summary>A list of values is empty.</summary>
    public const string ListEmpty = "listEmpty";

    /// <summary>A list of values is too long.</summary>
    public const string ListTooLong = "listTooLong";

    /// <summary>A text is too long.</summary>
    public const string TextTooLong = "textTooLong";

    /// <summary>A pattern of <c>like</c> is broken or has too many wildcards.</summary>
    public const string PatternInvalid = "patternInvalid";
}
