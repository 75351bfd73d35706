using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Settings;

/// <summary>Employees and settings of calls.</summary>
public static class SettingEndpoints
{
    /// <summary>Maps <c>/employees</c> and <c>/settings/calls</c>.</summary>
    public static void MapSettings(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Settings");
        group.MapGet("/employees", FindEmployeesAsync).NoParameters().RequirePermission(Permissions.SettingsRead)
            .WithName("getEmployees").WithSummary("Everybody who answers or makes calls.");
        group.MapPut("/employees", SaveEmployeesAsync).NoParameters().RequirePermission(Permissions.SettingsWrite)
            .WithName("putEmployees").WithSummary("Replaces all employees.");
        group.MapGet("/settings/calls", FindCallSettingsAsync).NoParameters()
            .RequirePermission(Permissions.SettingsRead)
            .WithName("getCallSettings").WithSummary("Settings of calls and forms.");
        group.MapPut("/settings/calls", SaveCallSettingsAsync).NoParameters()
            .RequirePermission(Permissions.SettingsWrite)
            .WithName("putCallSettings").WithSummary("Replaces the settings of calls and forms.");
    }

    private static async Task<RecordResult<EmployeesView>> FindEmployeesAsync(
        ReadDatabase database, CancellationToken stop)
    {
        var row = await SettingAnswers.ReadAsync("employees_find", Employees.Key, database, stop);
        var employees = row is null
            ? new Employees([], null, 0)
            : JsonSerializer.Deserialize(row.Doc, SettingsJson.Default.Employees)!;
        return new RecordResult<EmployeesView>(
            new EmployeesView(employees.All, employees.TopManagerId, employees.Version),
            SettingAnswers.Tag(employees.Version, row?.Version ?? 0));
    }

    private static async Task<Results<RecordResult<EmployeesView>, ProblemResult>> SaveEmployeesAsync(
        SaveEmployeesRequest request, HttpRequest http, SiloHost silo, ReadDatabase database, ClaimsPrincipal user,
        CancellationToken stop)
    {
        if (request.Employees is not { } employees)
        {
            return Problem.Invalid("employees", "It is missing.");
        }

        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        var result = await silo.AskAsync(
            new GrainId(Employees.Type, Employees.Key),
            new SaveEmployees(employees, request.TopManagerId, user.Name(), version), stop);
        return SettingAnswers.Refusal(result, "employees") is { } problem
            ? problem
            : await FindEmployeesAsync(database, stop);
    }

    private static async Task<RecordResult<CallSettingsView>> FindCallSettingsAsync(
        ReadDatabase database, CancellationToken stop)
    {
        var row = await SettingAnswers.ReadAsync("call_settings_find", CallSettings.Key, database, stop);
        var settings = row is null
            ? new CallSettings()
            : JsonSerializer.Deserialize(row.Doc, SettingsJson.Default.CallSettings)!;
        return new RecordResult<CallSettingsView>(
            CallSettingsView.Of(settings), SettingAnswers.Tag(settings.Version, row?.Version ?? 0));
    }

    private static async Task<Results<RecordResult<CallSettingsView>, ProblemResult>> SaveCallSettingsAsync(
        SaveCallSettingsRequest request, HttpRequest http, SiloHost silo, ReadDatabase database, ClaimsPrincipal user,
        CancellationToken stop)
    {
        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        var result = await silo.AskAsync(
            new GrainId(CallSettings.Type, CallSettings.Key),
            new SaveCallSettings(request.Settings(), user.Name(), version), stop);
        return SettingAnswers.Refusal(result, "settings") is { } problem
            ? problem
            : await FindCallSettingsAsync(database, stop);
    }
}
