using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace ActorCrm.Server.Communications;

/// <summary>
/// HTML of messages: what may do something is taken out, and a plain text is made beside it. Names of elements,
/// attributes and schemes are allowed by list; whatever is new or odd is not.
/// </summary>
internal static class MessageHtml
{
    private const int DepthMax = 200;

    private static readonly HashSet<string> Elements = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite",
        "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p",
        "pre", "q", "s", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
        "th", "thead", "time", "tr", "tt", "u", "ul", "wbr",
    };

    /// <summary>Elements whose text is no text: they go with everything in them.</summary>
    private static readonly HashSet<string> Removed = new(StringComparer.OrdinalIgnoreCase)
    {
        "applet", "base", "embed", "frame", "frameset", "head", "iframe", "link", "math", "meta", "noembed", "noframes",
        "noscript", "object", "plaintext", "script", "style", "svg", "template", "textarea", "title", "xmp",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "cols", "colspan",
        "datetime", "dir", "face", "height", "href", "hspace", "lang", "nowrap", "role", "rowspan", "scope", "size",
        "src", "start", "style", "summary", "target", "title", "type", "valign", "value", "vspace", "width",
    };

    /// <summary>What makes a style do more than look: addresses, expressions, imports, escapes.</summary>
    private static readonly string[] StyleFaults =
        ["url(", "expression", "javascript", "import", "behavior", "binding", "\\", "<", "/*", "position:fixed"];

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr",
        "ul",
    };

    /// <summary>
    /// The HTML of a message without anything that could do something; no document, what is in its body.
    /// </summary>
    public static string Clean(string html)
    {
        var body = Parse(html);
        CleanChildren(body, depth: 0);
        return body.InnerHtml;
    }

    /// <summary>The text of cleaned HTML: lines for blocks, addresses of links in brackets.</summary>
    public static string PlainText(string html)
    {
        var text = new StringBuilder();
        Write(Parse(html), text);
        var lines = text.ToString().Replace('\u00a0', ' ').Split('\n').Select(line => line.Trim());
        var result = new StringBuilder();
        var isGap = true;
        foreach (var line in lines)
        {
            // One empty line at most.
            if (line.Length == 0 && isGap)
            {
                continue;
            }

            result.Append(line).Append('\n');
            isGap = line.Length == 0;
        }

        return result.ToString().Trim('\n');
    }

    private static IElement Parse(string html)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false });
        return ((IHtmlDocument)parser.ParseDocument($"<body>{html}")).Body!;
    }

    private static void CleanChildren(INode parent, int depth)
    {
        foreach (var child in parent.ChildNodes.ToArray())
        {
            switch (child)
            {
                case IText:
                    break;
                case IElement element when depth < DepthMax && !Removed.Contains(element.LocalName)
                    && element.NamespaceUri == NamespaceNames.HtmlUri:
                    CleanChildren(element, depth + 1);
                    CleanElement(element);
                    break;
                default:
                    child.Parent!.RemoveChild(child);
                    break;
            }
        }
    }

    private static void CleanElement(IElement element)
    {
        if (!Elements.Contains(element.LocalName))
        {
            // An unknown box is no reason to lose what is in it.
            foreach (var child in element.ChildNodes.ToArray())
            {
                element.Parent!.InsertBefore(child, element);
            }

            element.Remove();
            return;
        }

        foreach (var attribute in element.Attributes.ToArray())
        {
            if (!Attributes.Contains(attribute.Name) || !IsHarmless(element, attribute))
            {
                element.RemoveAttribute(attribute.Name);
            }
        }

        if (element.LocalName == "a")
        {
            element.SetAttribute("rel", "noopener noreferrer");
        }
    }

    private static bool IsHarmless(IElement element, IAttr attribute) => attribute.Name switch
    {
        "href" => element.LocalName == "a" && IsAddress(attribute.Value, ["http", "https", "mailto", "tel"]),
        "src" => element.LocalName == "img" && IsAddress(attribute.Value, ["http", "https", "cid"]),
        "style" => !StyleFaults.Any(fault =>
            string.Concat(attribute.Value.Where(character => !char.IsWhiteSpace(character)))
                .Contains(fault, StringComparison.OrdinalIgnoreCase)),
        _ => true,
    };

    private static bool IsAddress(string text, string[] schemes) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && schemes.Contains(address.Scheme)
        && !text.Any(char.IsControl);

    private static void Write(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                AppendWords(text, words.Data);
                continue;
            }

            if (child is not IElement element)
            {
                continue;
            }

            var isBlock = Blocks.Contains(element.LocalName);
            if (isBlock || element.LocalName == "br")
            {
                EndLine(text, isBlock);
            }

            if (element.LocalName == "li")
            {
                text.Append("- ");
            }

            Write(element, text);
            AppendAddress(element, text);
            if (element.LocalName is "p" or "h1" or "h2" or "h3" or "table" or "ul" or "ol")
            {
                EndLine(text, isBlock: true);
                text.Append('\n');
            }
            else if (isBlock)
            {
                EndLine(text, isBlock: true);
            }
            else if (element.LocalName is "td" or "th")
            {
                text.Append(' ');
            }
        }
    }

    private static void AppendAddress(IElement element, StringBuilder text)
    {
        if (element.LocalName == "img" && element.GetAttribute("alt") is { Length: > 0 } alt)
        {
            AppendWords(text, alt);
        }

        if (element.LocalName == "a" && element.GetAttribute("href") is { } href
            && !string.Equals(element.TextContent.Trim(), href, StringComparison.OrdinalIgnoreCase))
        {
            var address = href.StartsWith("mailto:", StringComparison.Ordinal) ? href[7..] : href;
            text.Append(" (").Append(address).Append(')');
        }
    }

    private static void EndLine(StringBuilder text, bool isBlock)
    {
        if (!isBlock || (text.Length > 0 && text[^1] != '\n'))
        {
            text.Append('\n');
        }
    }

    // White space of HTML is one space.
    private static void AppendWords(StringBuilder text, string words)
    {
        foreach (var character in words)
        {
            if (character is not (' ' or '\t' or '\n' or '\r'))
            {
                text.Append(character);
            }
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
            {
                text.Append(' ');
            }
        }
    }
}
