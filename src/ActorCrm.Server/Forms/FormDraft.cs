using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Forms;
using ActorCrm.Runtime.Grains;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Forms;

/// <summary>The fields of a form as far as they were read.</summary>
internal struct FormDraft
{
    public string? Id;
    public string? Source;
    public string? Phone;
    public string? Name;
    public string? Email;
    public string? Company;
    public Dictionary<string, string>? Fields;
    public UtmTags? Utm;
    public string? LandingPage;
    public string? ClientId;
    public string? Project;
    public DateTimeOffset? SentAt;

    /// <summary>What is wrong with the fields together; null when nothing is, and then it knows the form.</summary>
    public readonly IngestionFault? Check(DateTimeOffset now, out GrainId form)
    {
        form = default;
        var code = Code(now);
        if (code is not null)
        {
            return code.Fault();
        }

        // Source and lengths were checked: what is left are characters that cannot be printed.
        return CallKey.TryForm(Source, Id, out form) ? null : EventCode.IdInvalid.Fault();
    }

    /// <summary>The message that the checked fields make.</summary>
    public readonly SubmitForm Message() => new(
        Source!,
        Id!,
        new Form(Project, Phone, Name, Email, Company, Fields, Utm, LandingPage, ClientId, SentAt));

    private readonly EventCode? Code(DateTimeOffset now) =>
        Id is null ? EventCode.IdMissing
        : Source is null ? EventCode.SourceMissing
        : !CallKey.IsSource(Source) ? EventCode.SourceInvalid
        : Phone is null ? EventCode.PhoneMissing
        : SentAt < IngestionLimits.AtMin || SentAt > now + IngestionLimits.AtAheadMax ? EventCode.AtOutOfRange
        : Project is not null && !GrainId.IsKey(Project) ? EventCode.ProjectInvalid
        : null;
}
