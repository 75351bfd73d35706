namespace ActorCrm.Domain.Objects;

/// <summary>The object types that come with the program.</summary>
public static class BuiltInTypes
{
    /// <summary>CRM users, whose ids another system may have given.</summary>
    public const string User = "user";
}
