using System.Collections.Immutable;
using System.Text;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// The pattern of <c>like</c>: <c>%</c> stands for any characters or none, <c>_</c> for exactly one, and a backslash
/// takes the next character as it is. It must fit the whole text.
/// </summary>
public sealed class TextPattern
{
    private const int AnyCharacters = -1;
    private const int OneCharacter = -2;

    private readonly ImmutableArray<int> _pieces;

    private TextPattern(ImmutableArray<int> pieces) => _pieces = pieces;

    /// <summary>Reads a pattern; null when it ends with a backslash or has too many <c>%</c>.</summary>
    public static TextPattern? Read(string pattern)
    {
        var pieces = ImmutableArray.CreateBuilder<int>(pattern.Length);
        var isEscaped = false;
        var wildcards = 0;
        foreach (var character in pattern.EnumerateRunes())
        {
            if (!isEscaped && character.Value == '\\')
            {
                isEscaped = true;
                continue;
            }

            var piece = isEscaped ? character.Value : Piece(character);
            isEscaped = false;
            if (piece == AnyCharacters && pieces is [.., AnyCharacters])
            {
                continue;
            }

            wildcards += piece == AnyCharacters ? 1 : 0;
            pieces.Add(piece);
        }

        return isEscaped || wildcards > CriteriaLimits.WildcardsMax ? null : new TextPattern(pieces.ToImmutable());
    }

    /// <summary>Whether a text fits.</summary>
    public bool Fits(string text)
    {
        // On a mismatch the last % takes one character more; what stands before it need not be tried again.
        int[] characters = [.. text.EnumerateRunes().Select(character => character.Value)];
        var (at, piece, retryAt, retryPiece) = (0, 0, 0, -1);
        while (at < characters.Length)
        {
            if (piece < _pieces.Length && _pieces[piece] == AnyCharacters)
            {
                (retryAt, retryPiece) = (at, ++piece);
            }
            else if (piece < _pieces.Length && (_pieces[piece] == OneCharacter || _pieces[piece] == characters[at]))
            {
                at++;
                piece++;
            }
            else if (retryPiece >= 0)
            {
                (at, piece) = (++retryAt, retryPiece);
            }
            else
            {
                return false;
            }
        }

        return piece == _pieces.Length || (piece == _pieces.Length - 1 && _pieces[piece] == AnyCharacters);
    }

    /// <summary>The pattern with backslashes only where they are needed, as both databases understand it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_pieces.Length);
        foreach (var piece in _pieces)
        {
            text.Append(piece switch
            {
                AnyCharacters => "%",
                OneCharacter => "_",
                '%' or '_' or '\\' => $"\\{(char)piece}",
                _ => new Rune(piece).ToString(),
            });
        }

        return text.ToString();
    }

    private static int Piece(Rune character) => character.Value switch
    {
        '%' => AnyCharacters,
        '_' => OneCharacter,
        var other => other,
    };
}
