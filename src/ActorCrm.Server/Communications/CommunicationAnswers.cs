using ActorCrm.Domain.Communications;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Communications;

/// <summary>What the grains of communications answer, as problems.</summary>
internal static class CommunicationAnswers
{
    /// <summary>There is no such communication.</summary>
    public static ProblemResult NotFound() => Problem.NotFound("There is no communication with this id.");

    /// <summary>Parts of it are wrong.</summary>
    public static ProblemResult Invalid(IEnumerable<CommunicationFault> faults) => Problem.Of(
        ProblemCode.CommunicationInvalid,
        [.. faults.Select(fault => new FieldProblem(fault.Field, fault.Code, fault.Message))]);

    /// <summary>Why nothing was done.</summary>
    public static ProblemResult Refusal(AskResult result) => result switch
    {
        AskResult.Answered { Answer: CommunicationRefused refused } => refused.Code switch
        {
            "communicationNotFound" => NotFound(),
            "communicationInvalid" => Invalid(refused.Faults),
            "communicationStateInvalid" => Problem.Of(ProblemCode.CommunicationStateInvalid),
            "communicationDefinitionMissing" => Problem.Of(ProblemCode.CommunicationDefinitionMissing),
            "deliveryStateInvalid" => Problem.Of(ProblemCode.DeliveryStateInvalid),
            "idempotencyKeyReused" => Problem.Of(ProblemCode.IdempotencyKeyReused),
            "versionMismatch" => Problem.Of(ProblemCode.VersionMismatch),
            _ => Problem.Of(ProblemCode.InternalError),
        },
        AskResult.Answered => Problem.Of(ProblemCode.InternalError),
        _ => ProblemResult.Of(result),
    };
}
