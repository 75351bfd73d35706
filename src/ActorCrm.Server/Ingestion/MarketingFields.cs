using ActorCrm.Domain.Calls;

namespace ActorCrm.Server.Ingestion;

/// <summary>Reads fields that call events and forms have in common.</summary>
internal static class MarketingFields
{
    /// <summary>Reads utm tags; null when there are none.</summary>
    public static UtmTags? ReadUtm(ref FieldReader fields)
    {
        if (!fields.IsObject("utm"u8, EventCode.FieldWrongType))
        {
            return null;
        }

        var utm = new UtmTags();
        var inner = new SeenFields();
        while (fields.Next())
        {
            utm = ReadTag(ref fields, ref inner, utm);
        }

        return utm.IsEmpty() ? null : utm;
    }

    private static UtmTags ReadTag(ref FieldReader fields, ref SeenFields seen, UtmTags utm)
    {
        if (fields.Is("source"u8, 0, ref seen))
        {
            return utm with { Source = fields.Text("utm.source"u8, IngestionLimits.TextLengthMax) };
        }

        if (fields.Is("medium"u8, 1, ref seen))
        {
            return utm with { Medium = fields.Text("utm.medium"u8, IngestionLimits.TextLengthMax) };
        }

        if (fields.Is("campaign"u8, 2, ref seen))
        {
            return utm with { Campaign = fields.Text("utm.campaign"u8, IngestionLimits.TextLengthMax) };
        }

        if (fields.Is("content"u8, 3, ref seen))
        {
            return utm with { Content = fields.Text("utm.content"u8, IngestionLimits.TextLengthMax) };
        }

        if (fields.Is("term"u8, 4, ref seen))
        {
            return utm with { Term = fields.Text("utm.term"u8, IngestionLimits.TextLengthMax) };
        }

        fields.Skip();
        return utm;
    }
}
