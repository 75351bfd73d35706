namespace ActorCrm.Server.Commands;

/// <summary>For commands that write to the console themselves: only warnings are logged.</summary>
internal static class Quiet
{
    /// <summary>Changes a builder's logs.</summary>
    public static void Logs(WebApplicationBuilder builder) => builder.Logging.SetMinimumLevel(LogLevel.Warning);
}
