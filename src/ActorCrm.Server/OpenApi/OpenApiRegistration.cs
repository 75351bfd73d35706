using ActorCrm.Server.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ActorCrm.Server.OpenApi;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, and a page that shows it at <c>/docs</c>.</summary>
internal static class OpenApiRegistration
{
    /// <summary>Name of the document.</summary>
    public const string DocumentName = "v1";

    private const string KeyScheme = "apiKey";
    private const string SessionScheme = "session";

    /// <summary>Registers the document.</summary>
    public static void AddApiDocument(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(DocumentName, options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Secure(operation, context);
                IngestionExamples.Describe(operation, context);
                BodyExamples.Describe(operation);
                return Task.CompletedTask;
            });
        });

    /// <summary>Maps the document and the page; no key is needed.</summary>
    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.SwaggerEndpoint($"/openapi/{DocumentName}.json", "ActorCrm v1");
            page.DocumentTitle = "ActorCrm API";
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ActorCrm",
            Version = "1",
            Description =
                "Calls and forms in; contacts, deals and tasks out. Every address under /api/v1 needs a key, "
                + "`Authorization: Bearer ack_…`, or the session of a user. Errors are problem details (RFC 9457) with "
                + "a stable `code`; docs/errors.md lists them.",
        };

        // Where the server runs is not part of the description.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "ack_…",
            Description =
                "An API key. The first start of a server prints an admin key; POST /api/v1/api-keys makes more.",
        };
        document.Components.SecuritySchemes[SessionScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookie.Name,
            Description =
                "A user's session: POST /api/v1/session begins one. Methods other than GET and HEAD also want the "
                + $"header {SessionCookie.AntiforgeryHeader} with the token that signing in and GET /api/v1/me give.",
        };
    }

    private static void Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<PermissionNeeded>().LastOrDefault();
        if (needed is null)
        {
            return;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [],
            },
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(SessionScheme, context.Document)] = [],
            },
        ];
        if (needed.Permission is { } permission)
        {
            operation.Description = $"{operation.Description}\n\nNeeds the permission `{permission}`.".Trim();
        }
    }
}
