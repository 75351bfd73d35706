using ActorCrm.Domain.Access;

namespace ActorCrm.Server.Access;

/// <summary>
/// Makes an admin key when a database has no key at all, and shows it once: to the console, never to the log, which is
/// kept and shipped elsewhere.
/// </summary>
public sealed class FirstKey(ApiKeys keys, KeyConsole console)
{
    /// <summary>The key that this start made; null when there were keys already.</summary>
    public string? Text { get; private set; }

    /// <summary>Makes and shows the key if it is needed.</summary>
    public async Task MakeAsync(CancellationToken stop)
    {
        if (keys.All.Count > 0)
        {
            return;
        }

        var made = await keys.MakeAsync("first admin key", [ApiScopes.Admin], "firstStart", null, stop);
        if (made.Stored is null)
        {
            throw new InvalidOperationException($"The first API key could not be stored: {made.Result}.");
        }

        Text = made.Text.Reveal();
        console.Show("The admin key of this server. It is shown this once: keep it.", Text);
    }
}

/// <summary>Where a new key is shown: standard output, or what a test put there.</summary>
public sealed class KeyConsole(TextWriter output)
{
    /// <summary>Shows a key in a box.</summary>
    public void Show(string title, string key)
    {
        var width = Math.Max(title.Length, key.Length);
        var line = new string('─', width + 4);
        output.WriteLine($"\n┌{line}┐\n│  {title.PadRight(width)}  │\n│  {key.PadRight(width)}  │\n└{line}┘\n");
        output.Flush();
    }
}
