using ActorCrm.Server.Webhooks;

namespace ActorCrm.Server.Tests.Webhooks;

public sealed class SignatureTests
{
    /// <summary>The vector that the libraries of Standard Webhooks are tested with.</summary>
    [Fact]
    public void A_signature_is_that_of_the_published_vector() => WebhookSignature.Of(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        "{\"test\": 2432232314}"u8).ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
