namespace ActorCrm.Server.Problems;

/// <summary>
/// A reason for which a request as a whole is refused, under a code that never changes. This file is the one list of
/// them; docs/errors.md is written from it.
/// </summary>
/// <param name="Code">Stable, camelCase.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What it means, always the same; the problem's detail says more.</param>
public sealed record ProblemCode(string Code, int Status, string Title)
{
    public static readonly ProblemCode MalformedJson = new("malformedJson", 400, "The body is not well-formed JSON.");

    public static readonly ProblemCode InvalidRequest =
        new("invalidRequest", 400, "A parameter or field has a wrong value; 'errors' names each.");

    public static readonly ProblemCode FieldInvalid =
        new("fieldInvalid", 400, "A text has a character that cannot be stored: NUL; 'errors' names its field.");

    public static readonly ProblemCode EmptyBody =
        new("emptyBody", 400, "The body is empty where something was expected.");

    public static readonly ProblemCode MalformedEncoding =
        new("malformedEncoding", 400, "The body is not packed as its content encoding says.");

    public static readonly ProblemCode CursorInvalid =
        new("cursorInvalid", 400, "The cursor was not given by a page of this list.");

    public static readonly ProblemCode ParameterInvalid =
        new("parameterInvalid", 400, "A query parameter has a wrong value; 'errors' names each.");

    public static readonly ProblemCode ParameterUnknown =
        new("parameterUnknown", 400, "A query parameter is unknown at this address; 'errors' names it.");

    public static readonly ProblemCode Unauthenticated =
        new("unauthenticated", 401, "The request carries no valid API key or session.");

    public static readonly ProblemCode SignInRefused =
        new("signInRefused", 401, "Login or password is wrong, or signing in is locked for a while.");

    public static readonly ProblemCode ProviderSignInRefused = new(
        "providerSignInRefused", 401,
        "The identity provider's answer does not count, or names nobody who may sign in here.");

    public static readonly ProblemCode Forbidden = new("forbidden", 403, "Who asks lacks the permission for this.");

    public static readonly ProblemCode RecordOfOtherGroup = new(
        "recordOfOtherGroup", 403, "Another group owns the record, and lets who asks see it but not do this.");

    public static readonly ProblemCode AntiforgeryTokenInvalid = new(
        "antiforgeryTokenInvalid", 403, "The request came with a session's cookie and without its antiforgery token.");

    public static readonly ProblemCode NotFound = new("notFound", 404, "There is nothing at this address.");

    public static readonly ProblemCode SiloNotFound =
        new("siloNotFound", 404, "No silo with a lease has this id; a silo that joins anew has a new one.");

    public static readonly ProblemCode GrainNotFound = new(
        "grainNotFound", 404, "Nothing is stored of this grain: no state, no message, no reminder, no entry.");

    public static readonly ProblemCode ObjectTypeNotFound =
        new("objectTypeNotFound", 404, "There is no object type of this name whose records are here.");

    public static readonly ProblemCode MethodNotAllowed =
        new("methodNotAllowed", 405, "The address exists, but not for this method.");

    public static readonly ProblemCode NotAcceptable =
        new("notAcceptable", 406, "No acceptable form of answer exists.");

    public static readonly ProblemCode RequestTimeout =
        new("requestTimeout", 408, "The body came too slowly and was given up.");

    public static readonly ProblemCode Conflict =
        new("conflict", 409, "The record is in a state that does not allow this.");

    public static readonly ProblemCode DealAlreadyClosed =
        new("dealAlreadyClosed", 409, "The deal was closed before, the other way.");

    public static readonly ProblemCode ApiKeyEnded =
        new("apiKeyEnded", 409, "The API key is not in force any more.");

    public static readonly ProblemCode ApiKeyReplaced =
        new("apiKeyReplaced", 409, "The API key is being replaced already.");

    public static readonly ProblemCode LoginTaken = new("loginTaken", 409, "Another user has this login.");

    public static readonly ProblemCode LastAdmin =
        new("lastAdmin", 409, "Nobody else is an active admin: make one first.");

    public static readonly ProblemCode Duplicate = new(
        "duplicate", 409, "Another record has a value that is unique; 'faults' names the field and that record.");

    public static readonly ProblemCode RecordDeleted =
        new("recordDeleted", 409, "The record is deleted: restore it first.");

    public static readonly ProblemCode RecordBusy = new(
        "recordBusy", 409, "An earlier change of the record waits for its unique values: try again in a moment.");

    public static readonly ProblemCode OwnerFollows = new(
        "ownerFollows", 409, "The record has the owner of another record, which the detail names: change that one.");

    public static readonly ProblemCode SiloIsOnlyOne =
        new("siloIsOnlyOne", 409, "No other silo would take the shards: start another one first.");

    public static readonly ProblemCode WebhooksTooMany =
        new("webhooksTooMany", 409, "There are as many webhooks as are allowed: delete one first.");

    public static readonly ProblemCode WebhookDisabled =
        new("webhookDisabled", 409, "The webhook is not enabled, so nothing is sent: enable it first.");

    public static readonly ProblemCode DeliveryUnderWay =
        new("deliveryUnderWay", 409, "The message is being sent just now: look again in a moment.");

    public static readonly ProblemCode ReplayUnderWay =
        new("replayUnderWay", 409, "Another replay of the webhook is under way: wait for its end.");

    public static readonly ProblemCode SetupIncomplete =
        new("setupIncomplete", 409, "The scenario cannot be switched on yet; 'errors' says what is missing.");

    public static readonly ProblemCode ObjectTypeBuiltIn =
        new("objectTypeBuiltIn", 409, "The object type comes with the program and stays.");

    public static readonly ProblemCode ObjectTypeInUse =
        new("objectTypeInUse", 409, "Records or other object types need the object type; 'errors' says which types.");

    public static readonly ProblemCode VersionMismatch =
        new("versionMismatch", 412, "The record was changed meanwhile: read it again, then decide.");

    public static readonly ProblemCode BodyTooLarge = new("bodyTooLarge", 413, "The body is larger than allowed.");

    public static readonly ProblemCode AddressTooLong = new("addressTooLong", 414, "The request line is too long.");

    public static readonly ProblemCode UnsupportedMediaType =
        new("unsupportedMediaType", 415, "The content type or encoding of the body is not read here.");

    public static readonly ProblemCode Unprocessable =
        new("unprocessable", 422, "The request is well-formed, but the rules refuse it; 'errors' says why.");

    public static readonly ProblemCode RecordInvalid = new(
        "recordInvalid", 422, "The fields of the record are wrong; 'faults' names every fault with its code.");

    public static readonly ProblemCode IdempotencyKeyReused =
        new("idempotencyKeyReused", 422, "The idempotency key was used before, with another body.");

    public static readonly ProblemCode ScenarioInvalid =
        new("scenarioInvalid", 422, "The scenario's matrix is wrong; 'errors' names every fault.");

    public static readonly ProblemCode EmployeesInvalid =
        new("employeesInvalid", 422, "The employees are wrong; 'errors' names every fault.");

    public static readonly ProblemCode CallSettingsInvalid =
        new("callSettingsInvalid", 422, "The settings of calls are wrong; 'errors' names every fault.");

    public static readonly ProblemCode AsteriskSettingsInvalid =
        new("asteriskSettingsInvalid", 422, "The settings of Asterisk are wrong; 'errors' names every fault.");

    public static readonly ProblemCode UserInvalid =
        new("userInvalid", 422, "The user is wrong; 'errors' names every fault.");

    public static readonly ProblemCode PasswordWrong =
        new("passwordWrong", 422, "The present password is wrong, or signing in is locked for a while.");

    public static readonly ProblemCode OwnerInvalid =
        new("ownerInvalid", 422, "The network has no such group or privacy level; 'errors' says which.");

    public static readonly ProblemCode NetworkInvalid =
        new("networkInvalid", 422, "The network is wrong; 'errors' names every fault.");

    public static readonly ProblemCode WebhookInvalid =
        new("webhookInvalid", 422, "The webhook is wrong; 'errors' names every fault.");

    public static readonly ProblemCode ObjectTypeInvalid =
        new("objectTypeInvalid", 422, "The object type is wrong; 'errors' names every fault.");

    public static readonly ProblemCode UpgradeRequired =
        new("upgradeRequired", 426, "This address speaks WebSocket only.");

    public static readonly ProblemCode RateLimited =
        new("rateLimited", 429, "More requests than allowed: wait as Retry-After says. The detail names the limit.");

    public static readonly ProblemCode ClientsTooMany =
        new("clientsTooMany", 429, "As many clients follow the changes as are allowed: try again later.");

    public static readonly ProblemCode Overloaded =
        new("overloaded", 429, "More work came in than can be made durable: wait as Retry-After says.");

    public static readonly ProblemCode HeadersTooLarge =
        new("headersTooLarge", 431, "The request's headers are larger than allowed.");

    public static readonly ProblemCode InternalError =
        new("internalError", 500, "The server failed; its log has more under the trace id.");

    public static readonly ProblemCode DeadLettered =
        new("deadLettered", 500, "The message failed repeatedly and is kept as a dead letter, to be driven again.");

    public static readonly ProblemCode Stopping =
        new("stopping", 503, "The server is starting or stopping: try again as Retry-After says.");

    public static readonly ProblemCode Draining = new(
        "draining", 503, "The silo gave its shards to others and takes none before its next start: ask another one.");

    public static readonly ProblemCode ResultUnknown = new(
        "resultUnknown", 503,
        "Nobody answered in time whether it was done: look, or send it again (what has an id of its own is not done "
        + "twice).");

    public static readonly ProblemCode StorageUnavailable =
        new("storageUnavailable", 503, "The database does not answer: try again as Retry-After says.");

    public static readonly ProblemCode ProviderUnavailable =
        new("providerUnavailable", 503, "The identity provider does not answer: try again as Retry-After says.");

    /// <summary>All codes, by status.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        MalformedJson, InvalidRequest, FieldInvalid, EmptyBody, MalformedEncoding, CursorInvalid, ParameterInvalid,
        ParameterUnknown, Unauthenticated, SignInRefused, ProviderSignInRefused, Forbidden, RecordOfOtherGroup,
        AntiforgeryTokenInvalid, NotFound, SiloNotFound, GrainNotFound, ObjectTypeNotFound, MethodNotAllowed,
        NotAcceptable, RequestTimeout, Conflict, DealAlreadyClosed, ApiKeyEnded, ApiKeyReplaced, LoginTaken, LastAdmin,
        Duplicate, RecordDeleted, RecordBusy, OwnerFollows, SiloIsOnlyOne, WebhooksTooMany, WebhookDisabled,
        DeliveryUnderWay, ReplayUnderWay, SetupIncomplete, ObjectTypeBuiltIn, ObjectTypeInUse, VersionMismatch,
        BodyTooLarge, AddressTooLong, UnsupportedMediaType, Unprocessable, RecordInvalid, IdempotencyKeyReused,
        ScenarioInvalid, EmployeesInvalid, CallSettingsInvalid, AsteriskSettingsInvalid, UserInvalid, PasswordWrong,
        OwnerInvalid, NetworkInvalid, WebhookInvalid, ObjectTypeInvalid, UpgradeRequired, RateLimited, ClientsTooMany,
        Overloaded, HeadersTooLarge, InternalError, DeadLettered, Stopping, Draining, ResultUnknown,
        StorageUnavailable, ProviderUnavailable,
    ];

    /// <summary>The code for a status that the framework chose.</summary>
    public static ProblemCode OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        408 => RequestTimeout,
        409 => Conflict,
        412 => VersionMismatch,
        413 => BodyTooLarge,
        414 => AddressTooLong,
        415 => UnsupportedMediaType,
        422 => Unprocessable,
        429 => Overloaded,
        431 => HeadersTooLarge,
        503 => Stopping,
        >= 500 => InternalError,
        _ => InvalidRequest,
    };
}
