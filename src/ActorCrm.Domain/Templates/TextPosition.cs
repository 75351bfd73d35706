namespace ActorCrm.Domain.Templates;

/// <summary>Lines and columns of a text.</summary>
internal sealed class TextPosition(string text)
{
    private int _index;
    private int _line = 1;
    private int _lineStart;

    /// <summary>
    /// Line and column of a character, both from 1. Asked in the order of the text it reads the text once.
    /// </summary>
    public (int Line, int Column) Of(int index)
    {
        if (index < _index)
        {
            (_index, _line, _lineStart) = (0, 1, 0);
        }

        for (; _index < index; _index++)
        {
            if (text[_index] == '\n')
            {
                _line++;
                _lineStart = _index + 1;
            }
        }

        return (_line, index - _lineStart + 1);
    }
}
