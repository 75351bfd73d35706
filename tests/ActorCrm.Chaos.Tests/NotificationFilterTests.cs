namespace ActorCrm.Chaos.Tests;

/// <summary>The link loses notifications and nothing else, however the network cuts messages up.</summary>
public sealed class NotificationFilterTests
{
    // A row, a notification, and a message without a body.
    private static readonly byte[] Sent =
        [(byte)'D', 0, 0, 0, 6, 1, 2, (byte)'A', 0, 0, 0, 7, 65, 65, 65, (byte)'2', 0, 0, 0, 4];

    [Fact]
    public void Notifications_are_dropped_whole_wherever_the_bytes_are_split()
    {
        byte[] left = [.. Sent[..7], .. Sent[15..]];
        for (var split = 0; split <= Sent.Length; split++)
        {
            var filter = new NotificationFilter();
            var first = filter.Pass(Sent.AsSpan(0, split), isDeaf: true);
            var second = filter.Pass(Sent.AsSpan(split), isDeaf: true);
            ((byte[])[.. first.Bytes.Span, .. second.Bytes.Span]).ShouldBe(left, $"split at {split}");
            (first.Dropped + second.Dropped).ShouldBe(1);
        }
    }

    [Fact]
    public void Everything_passes_a_link_that_hears()
    {
        var (bytes, dropped) = new NotificationFilter().Pass(Sent, isDeaf: false);
        bytes.ToArray().ShouldBe(Sent);
        dropped.ShouldBe(0);
    }
}
