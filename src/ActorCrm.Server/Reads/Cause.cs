namespace ActorCrm.Server.Reads;

/// <summary>The call or form that something came from, as <c>type/source/id</c>.</summary>
internal static class Cause
{
    /// <summary>The parts; a source has no slash, an id may.</summary>
    public static (string Type, string Source, string Id) Split(string cause)
    {
        var first = cause.IndexOf('/', StringComparison.Ordinal);
        var second = cause.IndexOf('/', first + 1);
        return (cause[..first], cause[(first + 1)..second], cause[(second + 1)..]);
    }
}
