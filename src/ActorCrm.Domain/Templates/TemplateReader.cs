using System.Collections.Immutable;

namespace ActorCrm.Domain.Templates;

/// <summary>Compiles the text of a template: from left to right, with a stack of the blocks that are open.</summary>
internal sealed class TemplateReader(string text, bool isHtml)
{
    private const string Opening = "{{";
    private const string Closing = "}}";

    private readonly TextPosition _positions = new(text);
    private readonly List<TemplateFault> _faults = [];
    private readonly List<UsedTag> _tags = [];
    private readonly Stack<OpenBlock> _blocks = new([new OpenBlock(0, "", null, null)]);
    private int _nodes;

    public TemplateReading Read()
    {
        if (text.Length > TemplateLimits.LengthMax)
        {
            Fault(0, TemplateFaultCode.TooLong, $"A template has at most {TemplateLimits.LengthMax} characters.");
            return new TemplateReading(null, _faults);
        }

        var next = 0;
        while (next < text.Length && _nodes <= TemplateLimits.NodesMax && _faults.Count < TemplateLimits.FaultsMax)
        {
            var opening = text.IndexOf(Opening, next, StringComparison.Ordinal);
            AddLiteral(next, opening < 0 ? text.Length : opening);
            next = opening < 0 ? text.Length : ReadTag(opening);
        }

        if (_nodes > TemplateLimits.NodesMax)
        {
            Fault(
                next, TemplateFaultCode.TooManyTags,
                $"A template has at most {TemplateLimits.NodesMax} tags and texts between them.");
        }

        foreach (var open in _blocks.SkipLast(1))
        {
            Fault(
                open.Position, TemplateFaultCode.BlockUnbalanced,
                $"This block wants {{{{/{open.Word}}}}} at its end.");
        }

        return _faults.Count > 0
            ? new TemplateReading(null, _faults)
            : new TemplateReading(new Template(text, [.. _blocks.Peek().First], [.. _tags]), []);
    }

    /// <summary>Reads the tag that begins at a place; gives the place behind it.</summary>
    private int ReadTag(int opening)
    {
        var closing = text.IndexOf(Closing, opening + Opening.Length, StringComparison.Ordinal);
        if (closing < 0 || closing - opening > TemplateLimits.TagLengthMax)
        {
            Fault(
                opening, TemplateFaultCode.TagNotClosed,
                $"These braces are not closed within {TemplateLimits.TagLengthMax} characters.");
            return text.Length;
        }

        var inner = text[(opening + Opening.Length)..closing];
        if (inner.StartsWith('{'))
        {
            Invalid(opening, "Two braces open a tag, not three: values are always escaped.");
            return closing + Closing.Length;
        }

        Interpret(opening, new TagText(isHtml ? Decode(inner) : inner));
        return closing + Closing.Length;
    }

    private void Interpret(int position, TagText tag)
    {
        if (tag.Take("!"))
        {
            return;
        }

        if (tag.Take("#"))
        {
            Open(position, tag);
        }
        else if (tag.Take("/"))
        {
            Close(position, tag);
        }
        else if (tag.TakeWord("else"))
        {
            Else(position, tag);
        }
        else if (tag.TakeQuoted() is { } quoted)
        {
            Add(new TemplateNode.Literal(position, quoted));
            Finish(position, tag);
        }
        else if (tag.TakePath() is { } path)
        {
            ReadValue(position, path, tag);
        }
        else
        {
            Invalid(position, "A tag's name comes here, such as contact.first_name.");
        }
    }

    private void ReadValue(int position, TagPath path, TagText tag)
    {
        if (tag.Take("("))
        {
            ReadLink(position, path, tag);
            return;
        }

        string? instead = null;
        if (tag.Take("|"))
        {
            instead = tag.TakeQuoted() ?? tag.TakeRest();
        }

        Use(position, path, hasDefault: instead is not null);
        Add(new TemplateNode.Output(position, path, instead));
        Finish(position, tag);
    }

    private void ReadLink(int position, TagPath path, TagText tag)
    {
        var address = tag.TakeQuoted();
        var shown = address is not null && tag.Take(",") ? tag.TakeQuoted() : null;
        if (path.Text != TagNames.LinkUrl || address is null || !tag.Take(")"))
        {
            Invalid(position, "The only tag with arguments is link.url(\"https://…\", \"text\").");
            return;
        }

        if (!TagNames.IsAddress(address))
        {
            Fault(
                position, TemplateFaultCode.LinkInvalid,
                "The address of a tracked link is an absolute http or https address, without tags.");
            return;
        }

        Use(position, path, hasDefault: true);
        Add(new TemplateNode.Link(position, address, shown));
        Finish(position, tag);
    }

    private void Open(int position, TagText tag)
    {
        if (_blocks.Count > TemplateLimits.DepthMax)
        {
            Fault(
                position, TemplateFaultCode.TooDeep, $"Blocks are nested at most {TemplateLimits.DepthMax} deep.");
        }

        if (tag.TakeWord("each"))
        {
            if (tag.TakePath() is { } list)
            {
                Use(position, list, isList: true);
                _blocks.Push(new OpenBlock(position, "each", null, list));
                Finish(position, tag);
                return;
            }

            Invalid(position, "The name of a list comes here: {{#each notification.unsettled_list}}.");
            _blocks.Push(new OpenBlock(position, "each", null, null));
            return;
        }

        var word = tag.TakeWord("if") ? "if" : tag.TakeWord("unless") ? "unless" : null;
        if (word is null)
        {
            Invalid(position, "Blocks are #if, #unless and #each.");
            return;
        }

        _blocks.Push(new OpenBlock(position, word, ReadTest(position, word == "unless", tag), null));
    }

    private TagTest? ReadTest(int position, bool negated, TagText tag)
    {
        if (tag.TakeWord("not"))
        {
            negated = !negated;
        }

        if (tag.TakePath() is not { } path)
        {
            Invalid(
                position, "A tag's name comes here, perhaps with a comparison: {{#if contact.language == \"pl\"}}.");
            return null;
        }

        Use(position, path, hasDefault: true);
        var comparison = tag.TakeComparison();
        var operand = comparison is null ? null : tag.TakeOperand();
        if (comparison is not null && operand is null)
        {
            Invalid(position, "A value comes here: a text in quotes, a number, true or false.");
            return null;
        }

        Finish(position, tag);
        return new TagTest(path, comparison, operand, negated);
    }

    private void Else(int position, TagText tag)
    {
        if (_blocks.Peek() is not { Word: not "", HasElse: false } block)
        {
            Fault(position, TemplateFaultCode.BlockUnbalanced, "This {{else}} belongs to no block.");
            return;
        }

        block.HasElse = true;
        Finish(position, tag);
    }

    private void Close(int position, TagText tag)
    {
        var block = _blocks.Peek();
        if (block.Word is "" || !tag.TakeWord(block.Word))
        {
            Fault(
                position, TemplateFaultCode.BlockUnbalanced,
                block.Word is ""
                    ? "No block is open here."
                    : $"The block that is open here ends with {{{{/{block.Word}}}}}.");
            return;
        }

        Finish(position, tag);
        _blocks.Pop();
        if (block.Test is { } test)
        {
            Add(new TemplateNode.Choice(block.Position, test, [.. block.First], [.. block.Second]));
        }
        else if (block.List is { } list)
        {
            Add(new TemplateNode.Loop(block.Position, list, [.. block.First], [.. block.Second]));
        }
    }

    private void Use(int position, TagPath path, bool isList = false, bool hasDefault = false)
    {
        // In the other branch of a loop there is no item.
        var loop = _blocks.FirstOrDefault(block => block is { List: not null, HasElse: false })?.List;
        if (path.IsItem && loop is null)
        {
            Fault(
                position, TemplateFaultCode.UnknownTag,
                $"{TagPath.This} is the item of a loop, and there is none here.");
            return;
        }

        var (line, column) = _positions.Of(position);
        _tags.Add(new UsedTag(path, line, column, loop, isList, hasDefault));
    }

    private void AddLiteral(int start, int end)
    {
        if (end > start)
        {
            Add(new TemplateNode.Literal(start, text[start..end]));
        }
    }

    private void Add(TemplateNode node)
    {
        _nodes++;
        _blocks.Peek().Body.Add(node);
    }

    private void Finish(int position, TagText tag)
    {
        if (!tag.AtEnd)
        {
            Invalid(position, $"This is too much: {tag.TakeRest()}");
        }
    }

    private void Invalid(int position, string message) => Fault(position, TemplateFaultCode.TagInvalid, message);

    private void Fault(int position, string code, string message)
    {
        if (_faults.Count < TemplateLimits.FaultsMax)
        {
            var (line, column) = _positions.Of(position);
            _faults.Add(new TemplateFault(code, line, column, message));
        }
    }

    private static string Decode(string inner) => inner.Contains('&', StringComparison.Ordinal)
        ? inner.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&#39;", "'", StringComparison.Ordinal)
            .Replace("&nbsp;", " ", StringComparison.Ordinal).Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
        : inner;

    /// <summary>A block whose end was not read yet; the outermost one is the template, and has no word.</summary>
    private sealed class OpenBlock(int position, string word, TagTest? test, TagPath? list)
    {
        public int Position => position;

        public string Word => word;

        public TagTest? Test => test;

        public TagPath? List => list;

        public bool HasElse { get; set; }

        public ImmutableArray<TemplateNode>.Builder First { get; } = ImmutableArray.CreateBuilder<TemplateNode>();

        public ImmutableArray<TemplateNode>.Builder Second { get; } = ImmutableArray.CreateBuilder<TemplateNode>();

        public ImmutableArray<TemplateNode>.Builder Body => HasElse ? Second : First;
    }
}
