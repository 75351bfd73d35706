using ActorCrm.Server.Channels.Smtp;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>Which texts are addresses, and how they go over the wire.</summary>
public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("Anna.Nowak+crm@Example.COM", "Anna.Nowak+crm@example.com")]
    [InlineData("o'neil@example.com", "o'neil@example.com")]
    [InlineData("\"a b\"@example.com", "\"a b\"@example.com")]
    [InlineData("a..b@example.com", "\"a..b\"@example.com")]
    [InlineData("a.@docomo.example", "\"a.\"@docomo.example")]
    [InlineData("info@MÜLLER.example", "info@xn--mller-kva.example")]
    [InlineData("info@例え.テスト", "info@xn--r8jz45g.xn--zckzah")]
    [InlineData("анна@пример.example", "анна@xn--e1afmkfd.example")]
    [InlineData("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [InlineData("a@[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]")]
    [InlineData("root@localhost", "root@localhost")]
    public void An_address_is_written_as_servers_read_it(string text, string wire) =>
        EmailAddress.Parse(text).ShouldNotBeNull().ToString().ShouldBe(wire);

    [Theory]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("@example.com")]
    [InlineData("anna@")]
    [InlineData("anna@example..com")]
    [InlineData("anna@-example.com")]
    [InlineData("anna@example.com.")]
    [InlineData("anna@exa_mple.com")]
    [InlineData("anna nowak@example.com")]
    [InlineData("<anna@example.com>")]
    [InlineData("anna@example.com, jan@example.com")]
    [InlineData("anna@jan@example.com")]
    [InlineData("anna@example.com>")]
    [InlineData("a\u200bb@example.com")]
    [InlineData("a\u202eb@example.com")]
    [InlineData("a\u00a0b@example.com")]
    [InlineData("\"a\"b\"@example.com")]
    [InlineData("\"a\\\"@example.com")]
    [InlineData("\"\"@example.com")]
    [InlineData("a@[127.1]")]
    [InlineData("a@[IPv6:fe80::1%eth0]")]
    [InlineData("a@[evil]")]
    [InlineData("a@exam\u2024ple\u3002com/../")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com")]
    public void What_is_no_address_is_refused(string text) => EmailAddress.Parse(text).ShouldBeNull();
}
