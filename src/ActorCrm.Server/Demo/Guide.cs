namespace ActorCrm.Server.Demo;

/// <summary>Tells how to look at the server that stays up.</summary>
internal sealed class Guide(TextWriter output, Uri address, string key, string directory)
{
    private string Api => $"{address.AbsoluteUri.TrimEnd('/')}/api/v1";

    /// <summary>Where it is and what opens it; the key is shown this once.</summary>
    public void WriteAccess()
    {
        output.WriteLine();
        output.WriteLine($"  The server is at {address}");
        output.WriteLine($"    export API={Api}");
        output.WriteLine($"    export KEY={key}");
        output.WriteLine();
    }

    /// <summary>What to try, and how to end it.</summary>
    /// <param name="summary">What there is to look at.</param>
    /// <param name="isKeyTold">Whether the key was shown before.</param>
    public void WriteEnd(Summary summary, bool isKeyTold)
    {
        if (!isKeyTold)
        {
            WriteAccess();
        }

        output.WriteLine("  Try");
        Curl("calls?limit=3", "the latest calls");
        if (summary is { Example: { } call, ExampleTask: { } task })
        {
            Curl($"tasks/{task.GetProperty("id")}", "the task of the missed call");
            var (type, id) = call.GetProperty("contactId").GetString() is { } contactId
                ? ("contact", contactId)
                : ("call", $"{call.GetProperty("source")}/{call.GetProperty("callId")}");
            Curl($"timeline?entity={type}&id={Uri.EscapeDataString(id)}", "all that happened to its client, and why");
        }

        output.WriteLine();
        output.WriteLine($"  Ctrl+C stops the server; the data stays in {directory}");
        output.Flush();
    }

    private void Curl(string path, string meaning)
    {
        output.WriteLine($"    # {meaning}");
        output.WriteLine($"    curl -s \"$API/{path}\" -H \"Authorization: Bearer $KEY\"");
    }
}
