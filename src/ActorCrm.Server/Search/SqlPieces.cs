using ActorCrm.Runtime.Storage;

namespace ActorCrm.Server.Search;

/// <summary>Pieces of statements with blanks.</summary>
internal sealed class SqlPieces(SqlFile file)
{
    /// <summary>A piece with its blanks filled in.</summary>
    public string this[string name, params ReadOnlySpan<(string Blank, string Filling)> fillings]
    {
        get
        {
            var text = file[name];
            foreach (var (blank, filling) in fillings)
            {
                text = text.Replace($"{{{blank}}}", filling, StringComparison.Ordinal);
            }

            return text;
        }
    }
}
