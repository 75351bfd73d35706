using System.Net.Sockets;
using ActorCrm.Runtime.Storage;
using Npgsql;

namespace ActorCrm.Server.Hosting;

/// <summary>Says why PostgreSQL cannot be used, and what to do about it.</summary>
internal static class PostgresStart
{
    /// <summary>
    /// Connects once. Throws <see cref="StartException"/> for what does not mend itself. A server that cannot be
    /// reached may only be later than this one: the storage waits for it.
    /// </summary>
    public static async Task CheckAsync(PostgresSettings settings, CancellationToken stop)
    {
        await using var source = settings.Source("actorcrm start", connectionsMax: 1);
        try
        {
            await using var connection = await source.OpenConnectionAsync(stop);
            if (connection.PostgresParameters.GetValueOrDefault("in_hot_standby") == "on")
            {
                throw new StartException(
                    $"PostgreSQL at {settings.Place} is a standby and takes no writes: name the primary in "
                    + "ConnectionStrings:Postgres, or all of them with Target Session Attributes=primary.");
            }
        }
        catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.CannotConnectNow)
        {
            throw new StartException(Explain(e, settings), e);
        }
        catch (Exception e) when (IsHostUnknown(e))
        {
            throw new StartException(Explain(e, settings), e);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            // The storage says it, if it comes to that.
        }
    }

    /// <summary>One sentence for what is wrong and one for the fix.</summary>
    public static string Explain(Exception failure, PostgresSettings settings)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (Known(e, settings) is { } sentence)
            {
                return sentence;
            }
        }

        return failure is StorageException
            ? failure.Message
            : $"PostgreSQL at {settings.Place} cannot be used: {failure.Message}";
    }

    private static bool IsHostUnknown(Exception failure) => failure
        is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }
        || (failure.InnerException is { } inner && IsHostUnknown(inner));

    private static string? Known(Exception failure, PostgresSettings settings) => failure switch
    {
        PostgresException e => OfState(e.SqlState, settings),
        SocketException e when IsHostUnknown(e) =>
            $"No host is named '{settings.Place}': correct Host in ConnectionStrings:Postgres.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"Nothing listens at {settings.Place}: start PostgreSQL, or correct Host and Port in "
            + "ConnectionStrings:Postgres.",
        SocketException or TimeoutException =>
            $"PostgreSQL at {settings.Place} does not answer: check Host and Port in ConnectionStrings:Postgres, and "
            + "what stands between (a firewall).",
        _ => null,
    };

    private static string? OfState(string state, PostgresSettings settings) => state switch
    {
        PostgresErrorCodes.InvalidPassword =>
            $"PostgreSQL at {settings.Place} refuses the password of user '{settings.User}': correct Username and "
            + "Password in ConnectionStrings:Postgres.",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"PostgreSQL at {settings.Place} does not let user '{settings.User}' into database "
            + $"'{settings.Database}': correct Username in ConnectionStrings:Postgres, make the user, or allow it in "
            + "pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"There is no database '{settings.Database}' at {settings.Place}: make it (CREATE DATABASE), or correct "
            + "Database in ConnectionStrings:Postgres.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"User '{settings.User}' may not do what the server needs in database '{settings.Database}': make it the "
            + "owner of the database (ALTER DATABASE … OWNER TO …).",
        PostgresErrorCodes.TooManyConnections =>
            $"PostgreSQL at {settings.Place} has no connection left: raise its max_connections, or stop other "
            + "programs.",
        PostgresErrorCodes.CannotConnectNow =>
            $"PostgreSQL at {settings.Place} is starting or stopping: start the server again in a moment.",
        _ => null,
    };
}
