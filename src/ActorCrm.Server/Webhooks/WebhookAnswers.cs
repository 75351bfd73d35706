using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Webhooks;

/// <summary>What the grains of webhooks answer, as problems.</summary>
internal static class WebhookAnswers
{
    /// <summary>There is no such webhook.</summary>
    public static ProblemResult NotFound() => Problem.NotFound("There is no webhook with this id.");

    /// <summary>Why nothing was done.</summary>
    public static ProblemResult Refusal(AskResult result) => result switch
    {
        AskResult.Answered { Answer: WebhookRefused { Code: "webhookUnknown" } } => NotFound(),
        AskResult.Answered { Answer: WebhookRefused refused } => Invalid(
            refused.Code == "versionMismatch" ? ProblemCode.VersionMismatch : ProblemCode.WebhookInvalid,
            refused.Faults),
        AskResult.Answered { Answer: DeliveryRefused refused } => refused.Code switch
        {
            "deliveryUnknown" => Problem.NotFound("The webhook has no such message, or has it no more."),
            "deliveryUnderWay" => Problem.Of(ProblemCode.DeliveryUnderWay),
            "replayUnderWay" => Problem.Of(ProblemCode.ReplayUnderWay),
            "webhookDisabled" => Problem.Of(ProblemCode.WebhookDisabled),
            _ => Problem.Of(ProblemCode.InternalError),
        },
        AskResult.Answered => Problem.Of(ProblemCode.InternalError),
        _ => ProblemResult.Of(result),
    };

    /// <summary>Fields are wrong.</summary>
    public static ProblemResult Invalid(ProblemCode code, IReadOnlyDictionary<string, string[]> faults) =>
        Problem.Of(code, string.Join(' ', faults.Values.SelectMany(texts => texts).Take(3)), faults);
}
