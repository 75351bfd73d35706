using ActorCrm.Domain.Calls;
using ActorCrm.Runtime.Grains;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Calls.Ingestion;

/// <summary>Reads one call event from its JSON. Fields that are not known are stepped over.</summary>
internal static class CallEventReader
{
    /// <summary>Reads an event: either <paramref name="message"/> or <paramref name="fault"/> is set.</summary>
    /// <returns>The event's id as far as it could be read.</returns>
    public static string? Read(
        ReadOnlySpan<byte> json, DateTimeOffset now, out GrainId call, out RecordCallEvent? message,
        out IngestionFault? fault)
    {
        call = default;
        var draft = new CallEventDraft();
        fault = FieldReader.ReadObject(json, "event", ref draft, ReadField) ?? draft.Check(now, out call);
        message = fault is null ? draft.Message() : null;
        return draft.Id;
    }

    private static void ReadField(ref FieldReader fields, ref SeenFields seen, ref CallEventDraft draft)
    {
        if (fields.Is("id"u8, 0, ref seen))
        {
            draft.Id = fields.Text("id"u8, CallKey.IdLengthMax, EventCode.IdTooLong);
        }
        else if (fields.Is("source"u8, 1, ref seen))
        {
            draft.Source = fields.Text("source"u8, CallKey.SourceLengthMax, EventCode.SourceInvalid);
        }
        else if (fields.Is("callId"u8, 2, ref seen))
        {
            draft.CallId = fields.Text("callId"u8, CallKey.IdLengthMax, EventCode.CallIdTooLong);
        }
        else if (fields.Is("type"u8, 3, ref seen))
        {
            draft.Type = ReadType(ref fields);
        }
        else if (fields.Is("at"u8, 4, ref seen))
        {
            draft.At = fields.Time("at"u8);
        }
        else if (fields.Is("direction"u8, 5, ref seen))
        {
            draft.Direction = ReadDirection(ref fields);
        }
        else if (fields.Is("from"u8, 6, ref seen))
        {
            draft.From = fields.Text("from"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
        }
        else if (fields.Is("to"u8, 7, ref seen))
        {
            draft.To = fields.Text("to"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
        }
        else
        {
            ReadRarerField(ref fields, ref seen, ref draft);
        }
    }

    private static void ReadRarerField(ref FieldReader fields, ref SeenFields seen, ref CallEventDraft draft)
    {
        if (fields.Is("agent"u8, 8, ref seen))
        {
            draft.Agent = ReadAgent(ref fields);
        }
        else if (fields.Is("outcome"u8, 9, ref seen))
        {
            draft.Outcome = ReadOutcome(ref fields);
        }
        else if (fields.Is("recordingUrl"u8, 10, ref seen))
        {
            draft.RecordingUrl = fields.Text(
                "recordingUrl"u8, IngestionLimits.UrlLengthMax, EventCode.RecordingUrlInvalid);
        }
        else if (fields.Is("callerName"u8, 11, ref seen))
        {
            draft.CallerName = fields.Text("callerName"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("utm"u8, 12, ref seen))
        {
            draft.Utm = MarketingFields.ReadUtm(ref fields);
        }
        else if (fields.Is("landingPage"u8, 13, ref seen))
        {
            draft.LandingPage = fields.Text("landingPage"u8, IngestionLimits.UrlLengthMax);
        }
        else if (fields.Is("clientId"u8, 14, ref seen))
        {
            draft.ClientId = fields.Text("clientId"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("project"u8, 15, ref seen))
        {
            draft.Project = fields.Text("project"u8, IngestionLimits.ProjectLengthMax, EventCode.ProjectInvalid);
        }
        else if (fields.Is("calledName"u8, 16, ref seen))
        {
            draft.CalledName = fields.Text("calledName"u8, IngestionLimits.TextLengthMax);
        }
        else if (fields.Is("dialled"u8, 17, ref seen))
        {
            draft.Dialled = fields.Text("dialled"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
        }
        else
        {
            fields.Skip();
        }
    }

    private static CallEventType? ReadType(ref FieldReader fields)
    {
        if (!fields.IsText("type"u8))
        {
            return null;
        }

        CallEventType? type =
            fields.IsValue("ringing"u8) ? CallEventType.Ringing
            : fields.IsValue("answered"u8) ? CallEventType.Answered
            : fields.IsValue("ended"u8) ? CallEventType.Ended
            : fields.IsValue("initiated"u8) ? CallEventType.Initiated
            : fields.IsValue("recording"u8) ? CallEventType.Recording
            : fields.IsValue("transferred"u8) ? CallEventType.Transferred
            : fields.IsValue("updated"u8) ? CallEventType.Updated
            : null;
        if (type is null)
        {
            fields.Refuse(EventCode.TypeUnknown);
        }

        return type;
    }

    private static CallDirection? ReadDirection(ref FieldReader fields)
    {
        if (!fields.IsText("direction"u8))
        {
            return null;
        }

        CallDirection? direction =
            fields.IsValue("incoming"u8) ? CallDirection.Incoming
            : fields.IsValue("outgoing"u8) ? CallDirection.Outgoing
            : fields.IsValue("internal"u8) ? CallDirection.Internal
            : null;
        if (direction is null)
        {
            fields.Refuse(EventCode.DirectionUnknown);
        }

        return direction;
    }

    private static CallOutcome? ReadOutcome(ref FieldReader fields)
    {
        if (!fields.IsText("outcome"u8))
        {
            return null;
        }

        CallOutcome? outcome =
            fields.IsValue("answered"u8) ? CallOutcome.Answered
            : fields.IsValue("noAnswer"u8) ? CallOutcome.NoAnswer
            : fields.IsValue("busy"u8) ? CallOutcome.Busy
            : fields.IsValue("failed"u8) ? CallOutcome.Failed
            : fields.IsValue("voicemail"u8) ? CallOutcome.Voicemail
            : fields.IsValue("cancelled"u8) ? CallOutcome.Cancelled
            : null;
        if (outcome is null)
        {
            fields.Refuse(EventCode.OutcomeUnknown);
        }

        return outcome;
    }

    private static AgentReference? ReadAgent(ref FieldReader fields)
    {
        if (!fields.IsObject("agent"u8, EventCode.AgentInvalid))
        {
            return null;
        }

        string? extension = null, sip = null, email = null, number = null;
        var seen = new SeenFields();
        while (fields.Next())
        {
            if (fields.Is("extension"u8, 0, ref seen))
            {
                extension = fields.Text("agent.extension"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
            }
            else if (fields.Is("sip"u8, 1, ref seen))
            {
                sip = fields.Text("agent.sip"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
            }
            else if (fields.Is("email"u8, 2, ref seen))
            {
                email = fields.Text("agent.email"u8, IngestionLimits.TextLengthMax);
            }
            else if (fields.Is("number"u8, 3, ref seen))
            {
                number = fields.Text("agent.number"u8, IngestionLimits.NumberLengthMax, EventCode.NumberTooLong);
            }
            else
            {
                fields.Skip();
            }
        }

        if (extension is null && sip is null && email is null && number is null)
        {
            fields.Refuse(EventCode.AgentInvalid);
            return null;
        }

        return new AgentReference(extension, sip, email, number);
    }
}
