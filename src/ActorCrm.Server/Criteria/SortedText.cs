using System.Globalization;
using System.Text;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Server.Criteria;

/// <summary>
/// How much of a text lists sort by and indexes hold. An index of PostgreSQL takes no more than 2,700 bytes a row, and
/// a record with a longer text must not be refused for it.
/// </summary>
internal static class SortedText
{
    /// <summary>Characters (code points) of a text that count.</summary>
    public const int LengthMax = 600;

    /// <summary><see cref="LengthMax"/> as statements have it.</summary>
    public static string LengthText { get; } = LengthMax.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether no more than the beginning of a field's texts counts. Its own maximum length is not asked: that may be
    /// raised while an index stands that would refuse longer ones.
    /// </summary>
    public static bool IsCut(FieldDefinition field) =>
        field.Kind is FieldKind.Text or FieldKind.LongText or FieldKind.Url;

    /// <summary>The part of an operand that counts.</summary>
    public static Operand Cut(Operand operand) =>
        operand is TextOperand text ? new TextOperand(Cut(text.Text)) : operand;

    /// <summary>The part of a text that counts.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= LengthMax)
        {
            return text;
        }

        var cut = new StringBuilder();
        foreach (var character in text.EnumerateRunes().Take(LengthMax))
        {
            cut.Append(character.ToString());
        }

        return cut.ToString();
    }

    /// <summary>
    /// The least text that comes after all that begin with a text, in the order of code points; for one of nothing but
    /// the last code point, a text after which there is none that anybody stores.
    /// </summary>
    public static string End(string beginning)
    {
        Rune[] characters = [.. beginning.EnumerateRunes()];
        for (var i = characters.Length - 1; i >= 0; i--)
        {
            var next = characters[i].Value == 0xD7FF ? 0xE000 : characters[i].Value + 1;
            if (next <= 0x10FFFF)
            {
                return string.Concat(characters.Take(i).Select(each => each.ToString())) + new Rune(next);
            }
        }

        return beginning + "\U0010FFFF";
    }
}
