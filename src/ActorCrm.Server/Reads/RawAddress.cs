using Microsoft.AspNetCore.Http.Features;

namespace ActorCrm.Server.Reads;

/// <summary>Parts of an address as the client escaped them.</summary>
internal static class RawAddress
{
    /// <summary>
    /// The id at the end of <c>…{prefix}{source}/{id}</c>. The framework leaves an escaped slash escaped, where it
    /// cannot
    /// be told from an escaped percent sign any more, so the id is read from the address as it was sent.
    /// </summary>
    public static string Id(HttpContext http, string prefix, string routed)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target.AsSpan() : target.AsSpan(0, query);
        var start = path.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        if (start < 0 || !path.Contains('%'))
        {
            return routed;
        }

        var rest = path[(start + prefix.Length)..];
        return rest.IndexOf('/') is >= 0 and var slash ? Uri.UnescapeDataString(rest[(slash + 1)..]) : routed;
    }
}
