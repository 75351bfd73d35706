using System.Collections.Immutable;

namespace ActorCrm.Domain.Templates;

/// <summary>What a tag stands for. How it is written follows from the reader's language.</summary>
public abstract record TagValue
{
    private TagValue()
    {
    }

    /// <summary>There is no value.</summary>
    public static TagValue Nothing { get; } = new None();

    /// <summary>There is no value.</summary>
    public sealed record None : TagValue;

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : TagValue;

    /// <summary>A number.</summary>
    public sealed record Number(decimal Value) : TagValue;

    /// <summary>An amount of money: two digits behind the point, and the currency.</summary>
    /// <param name="Value">The amount.</param>
    /// <param name="Currency">ISO 4217; null when nobody says.</param>
    public sealed record Money(decimal Value, string? Currency) : TagValue;

    /// <summary>A day.</summary>
    public sealed record Day(DateOnly Value) : TagValue;

    /// <summary>A moment, shown as day and time in the zone of the rendering.</summary>
    public sealed record Moment(DateTimeOffset Value) : TagValue;

    /// <summary>A time of the day.</summary>
    public sealed record Clock(TimeOnly Value) : TagValue;

    /// <summary>Yes or no.</summary>
    public sealed record Truth(bool Value) : TagValue;

    /// <summary>Several values, one a line where they are written as they are.</summary>
    public sealed record List(ImmutableArray<TagValue> Items) : TagValue;

    /// <summary>Something with parts, in loops: <c>this.amount</c>.</summary>
    /// <param name="Parts">Its parts by name.</param>
    /// <param name="Line">The names of the parts that make its line, in order: <c>number – amount</c>.</param>
    public sealed record Item(IReadOnlyDictionary<string, TagValue> Parts, params string[] Line) : TagValue;
}

/// <summary>Knows the values of tags for one rendering.</summary>
public interface ITagValues
{
    /// <summary>The value of a tag; <see cref="TagValue.None"/> when it has none.</summary>
    TagValue Find(TagPath path);

    /// <summary>The address that leads to an address of the template and counts the click.</summary>
    string Track(string address);
}
