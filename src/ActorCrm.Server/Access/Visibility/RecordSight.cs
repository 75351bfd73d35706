using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>
/// How an address keeps to what who asks may see of records. Every address that names or lists records says it; a test
/// goes through all of them with a record of another group.
/// </summary>
/// <param name="Way">One of the constants.</param>
internal sealed record SightDeclared(string Way)
{
    /// <summary>It names one record, which is looked at before anything else is done.</summary>
    public const string One = "one";

    /// <summary>It lists records, or looks them up; the condition is a part of its SQL.</summary>
    public const string Many = "many";

    /// <summary>It makes records; the maker's group owns them.</summary>
    public const string New = "new";

    /// <summary>It tells nothing of records.</summary>
    public const string Nothing = "nothing";

    /// <summary>It tells of records of all groups, and lets nobody in whom the network binds.</summary>
    public const string All = "all";
}

/// <summary>The grain of the record that a request names.</summary>
/// <param name="Type">The grain type.</param>
/// <param name="Key">The grain's key.</param>
internal readonly record struct NamedRecord(string Type, string Key);

/// <summary>The one place where single records are looked at.</summary>
internal static class RecordSight
{
    /// <summary>The address lists records, or looks them up.</summary>
    public static TBuilder SeesMany<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SightDeclared(SightDeclared.Many));

    /// <summary>The address makes records.</summary>
    public static TBuilder MakesRecords<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SightDeclared(SightDeclared.New));

    /// <summary>The address tells nothing of records.</summary>
    public static TBuilder SeesNothing<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new SightDeclared(SightDeclared.Nothing));

    /// <summary>The address tells of records of all groups: it refuses whom the network binds.</summary>
    public static RouteHandlerBuilder SeesAll(this RouteHandlerBuilder builder) =>
        builder.WithMetadata(new SightDeclared(SightDeclared.All)).AddEndpointFilter(async (context, next) =>
            Viewing.Of(context.HttpContext.User, context.HttpContext.RequestServices.GetRequiredService<SiloHost>())
                is null
                ? await next(context)
                : Refuse(context.HttpContext));

    /// <summary>
    /// The address names one record by the <c>id</c> in its path. For who may not see it, the id of no record is put in
    /// its place: so all that the address does and says is what it does and says then. Who may see it, but not do this,
    /// is told so.
    /// </summary>
    /// <param name="builder">The address.</param>
    /// <param name="action">What is done to the record.</param>
    /// <param name="read">The record that a request names; null when it names none.</param>
    public static RouteHandlerBuilder SeesOne(
        this RouteHandlerBuilder builder, RecordAction action, Func<HttpContext, NamedRecord?> read) =>
        builder.WithMetadata(new SightDeclared(SightDeclared.One)).AddEndpointFilter(async (context, next) =>
        {
            switch (await LookAsync(context.HttpContext, action, read))
            {
                case Sight.Nothing:
                    Misdirect(context);
                    return await next(context);
                case Sight.Only:
                    return Refuse(context.HttpContext);
                case Sight.Enough:
                    return await next(context);
                default:
                    throw new InvalidOperationException("There is no such sight.");
            }
        });

    /// <summary>The address names a record of one type by the id in its path.</summary>
    public static RouteHandlerBuilder SeesOne(this RouteHandlerBuilder builder, RecordAction action, string type) =>
        builder.SeesOne(action, http => Guid.TryParse(http.GetRouteValue("id") as string, out var id)
            ? new NamedRecord(type, id.ToString())
            : null);

    /// <summary>The address shows one record, and says <paramref name="missing"/> of one that does not exist.</summary>
    public static RouteHandlerBuilder SeesOne(
        this RouteHandlerBuilder builder, string missing, Func<HttpContext, NamedRecord?> read) =>
        builder.WithMetadata(new SightDeclared(SightDeclared.One)).AddEndpointFilter(async (context, next) =>
            await LookAsync(context.HttpContext, RecordAction.View, read) == Sight.Enough
                ? await next(context)
                : Problem.NotFound(missing));

    /// <summary>The answer to somebody who sees a record and may not do this with it; the audit is told.</summary>
    public static ProblemResult Refuse(HttpContext http)
    {
        http.RequestServices.GetRequiredService<RefusedRequests>()
            .Note(http.User.Name(), RefusedRequests.Network, http);
        return Problem.Of(ProblemCode.RecordOfOtherGroup);
    }

    private static async Task<Sight> LookAsync(
        HttpContext http, RecordAction action, Func<HttpContext, NamedRecord?> read)
    {
        var services = http.RequestServices;
        if (Viewing.Of(http.User, services.GetRequiredService<SiloHost>()) is not { } viewing
            || read(http) is not { } record)
        {
            return Sight.Enough;
        }

        var (_, owner) = await services.GetRequiredService<RecordOwners>()
            .FindAsync(record.Type, record.Key, http.RequestAborted);
        return !viewing.May(RecordAction.View, owner) ? Sight.Nothing
            : viewing.May(action, owner) ? Sight.Enough
            : Sight.Only;
    }

    private static void Misdirect(EndpointFilterInvocationContext context)
    {
        var values = context.HttpContext.Request.RouteValues;
        var (id, none) = (values["id"] as string, Guid.NewGuid().ToString());
        values["id"] = none;
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (context.Arguments[i] is string text && text == id)
            {
                context.Arguments[i] = none;
            }
        }
    }

    private enum Sight
    {
        /// <summary>The record is hidden.</summary>
        Nothing,

        /// <summary>It may be seen, and this may not be done.</summary>
        Only,

        /// <summary>This may be done.</summary>
        Enough,
    }
}
