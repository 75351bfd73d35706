using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Forms;
using ActorCrm.Runtime.Grains;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Forms;

/// <summary>Reads one form submission from its JSON. Fields that are not known are stepped over.</summary>
internal static class FormReader
{
    /// <summary>Reads a form: either <paramref name="message"/> or <paramref name="fault"/> is set.</summary>
    /// <returns>The form's id as far as it could be read.</returns>
    public static string? Read(
        ReadOnlySpan<byte> json, DateTimeOffset now, out GrainId form, out SubmitForm? message,
        out IngestionFault? fault)
    {
        form = default;
        var draft = new FormDraft();
        fault = FieldReader.ReadObject(json, "form", ref draft, ReadField) ?? draft.Check(now, out form);
        message = fault is null ? draft.Message() : null;
        return draft.Id;
    }

    private static void ReadField(ref FieldReader fields, ref SeenFields seen, ref FormDraft draft)
    {
        if (fields.Is("id"u8, 0, ref seen))
        {
            draft.Id = fields.Text("id"u8, CallKey.IdLengthMax, EventCode.IdTooLong);
        }
        else if (fields.Is("source"u8, 1, ref seen))
        {
            draft.Source = fields.Text("source"u8, CallKey.SourceLengthMax, EventCode.SourceInvalid);
        }
        else if (fields.Is("phone"u8, 2, ref seen))
        {
            draft.Phone = fields.Text("phone"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
        }
        else if (fields.Is("name"u8, 3, ref seen))
        {
            draft.Name = fields.Text("name"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("email"u8, 4, ref seen))
        {
            draft.Email = fields.Text("email"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("company"u8, 5, ref seen))
        {
            draft.Company = fields.Text("company"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("fields"u8, 6, ref seen))
        {
            draft.Fields = ReadFurther(ref fields);
        }
        else if (fields.Is("utm"u8, 7, ref seen))
        {
            draft.Utm = MarketingFields.ReadUtm(ref fields);
        }
        else
        {
            ReadRarerField(ref fields, ref seen, ref draft);
        }
    }

    private static void ReadRarerField(ref FieldReader fields, ref SeenFields seen, ref FormDraft draft)
    {
        if (fields.Is("landingPage"u8, 8, ref seen))
        {
            draft.LandingPage = fields.Text("landingPage"u8, IngestionLimits.UrlLengthMax);
        }
        else if (fields.Is("clientId"u8, 9, ref seen))
        {
            draft.ClientId = fields.Text("clientId"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("project"u8, 10, ref seen))
        {
            draft.Project = fields.Text("project"u8, IngestionLimits.ProjectLengthMax, EventCode.ProjectInvalid);
        }
        else if (fields.Is("sentAt"u8, 11, ref seen))
        {
            draft.SentAt = fields.Time("sentAt"u8);
        }
        else
        {
            fields.Skip();
        }
    }

    private static Dictionary<string, string>? ReadFurther(ref FieldReader fields)
    {
        if (!fields.IsObject("fields"u8, EventCode.FieldWrongType))
        {
            return null;
        }

        var further = new Dictionary<string, string>(StringComparer.Ordinal);
        while (fields.Next())
        {
            var name = fields.Name("fields"u8);
            var text = fields.Scalar("fields"u8, IngestionLimits.FormTextLengthMax);
            if (name?.Length > IngestionLimits.TextLengthMax)
            {
                fields.Refuse(EventCode.FieldTooLong);
            }
            else if (name is not null && text is not null && !further.TryAdd(name, text))
            {
                fields.Refuse(EventCode.DuplicateField);
            }
            else if (further.Count > FormSubmission.FieldsMax)
            {
                fields.Refuse(EventCode.TooManyFields);
            }
        }

        return further.Count == 0 ? null : further;
    }
}
