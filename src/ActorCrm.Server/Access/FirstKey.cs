using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Access;

/// <summary>
/// Makes an admin key when a database has no key at all, and shows it once: to the console, never to the log, which is
/// kept and shipped elsewhere. Of several silos that start at once on an empty database one makes it and shows it: all
/// ask the same grain, which takes the first.
/// </summary>
public sealed class FirstKey(ApiKeys keys, KeyConsole console, TimeProvider clock)
{
    /// <summary>The id of every first key.</summary>
    public const string Id = "firstkey";

    private const int AttemptsMax = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The key that this start made; null when there were keys already.</summary>
    public string? Text { get; private set; }

    /// <summary>Makes and shows the key if it is needed.</summary>
    public async Task MakeAsync(CancellationToken stop)
    {
        if (keys.All.Count > 0)
        {
            return;
        }

        var text = KeyText.Make(Id);
        var made = await StoreAsync(text, stop);
        if (made.Stored is not null)
        {
            Text = text.Reveal();
            console.Show("The admin key of this server. It is shown this once: keep it.", Text);
        }
        else if (made.Result is not AskResult.Answered { Answer: ApiKeyRefused { Code: "apiKeyExists" } })
        {
            throw new InvalidOperationException($"The first API key could not be stored: {made.Result}.");
        }
    }

    /// <summary>
    /// While silos join, shards move, and an answer may be lost. The same text is asked for again, so that a key which
    /// was stored after all is known as this start's own.
    /// </summary>
    private async Task<MadeKey> StoreAsync(KeyText text, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var made = await keys.StoreAsync(text, "first admin key", [ApiScopes.Admin], "firstStart", null, stop);
            if (made.Result is AskResult.Answered || attempt == AttemptsMax)
            {
                return made;
            }

            await Task.Delay(Pause, clock, stop);
        }
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
