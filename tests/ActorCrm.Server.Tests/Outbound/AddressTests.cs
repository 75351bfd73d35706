using System.Net;
using ActorCrm.Server.Outbound;

namespace ActorCrm.Server.Tests.Outbound;

public sealed class AddressTests
{
    private static readonly OutboundOptions Options = new();

    [Theory]
    [InlineData("https://crm.example.com/hooks?a=b")]
    [InlineData("http://crm.example.com:8080")]
    [InlineData("https://93.184.215.14/")]
    [InlineData("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/")]
    [InlineData("https://żółw.example.com/")]
    public void An_address_of_the_public_internet_may_be_tried(string address) =>
        OutboundAddress.Fault(address, Options).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("crm.example.com/hooks")]
    [InlineData("ftp://crm.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://crm.example.com/")]
    [InlineData("https://user@crm.example.com/")]
    [InlineData("https://user:password@crm.example.com/")]
    [InlineData("https://@crm.example.com/")]
    [InlineData("https://crm.example.com\\@127.0.0.1/")]
    [InlineData("https:// crm.example.com/")]
    [InlineData("https://crm.example.com/\r\nX-Header: 1")]
    [InlineData("https://crm.example.com:0/")]
    [InlineData("http://")]
    public void A_text_that_programs_read_differently_is_refused(string address) =>
        OutboundAddress.Fault(address, Options).ShouldNotBeNull();

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://2130706433/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0X7F.1/")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://%31%32%37.0.0.1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[::ffff:a00:1]/")]
    [InlineData("http://[::10.0.0.1]/")]
    [InlineData("http://[64:ff9b::10.0.0.1]/")]
    [InlineData("http://[64:ff9b:1::a00:1]/")]
    [InlineData("http://[2002:a00:1::1]/")]
    [InlineData("http://[2001:0:53aa:64c:0:0:f5ff:fffe]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fc00::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("http://[2606:2800::5efe:10.0.0.1]/")]
    public void A_number_that_leads_inside_is_refused_however_it_is_written(string address) =>
        OutboundAddress.Fault(address, Options).ShouldNotBeNull();

    [Theory]
    [InlineData("0.1.2.3", false)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.0", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("100.128.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("198.17.255.255", true)]
    [InlineData("198.19.255.255", false)]
    [InlineData("198.51.100.7", false)]
    [InlineData("203.0.113.7", false)]
    [InlineData("223.255.255.255", true)]
    [InlineData("240.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("2001:4860:4860::8888", true)]
    [InlineData("2001:2::1", false)]
    [InlineData("3fff::1", false)]
    [InlineData("4000::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("100::1", false)]
    public void An_ip_address_is_public_or_not(string address, bool isPublic) =>
        PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Fact]
    public void Only_a_host_on_the_list_may_be_inside()
    {
        var options = new OutboundOptions { AllowedHosts = ["10.0.0.1", "::1"] };

        OutboundAddress.Fault("http://10.0.0.1:8080/", options).ShouldBeNull();
        OutboundAddress.Fault("http://[::1]/", options).ShouldBeNull();
        OutboundAddress.Fault("http://10.0.0.2/", options).ShouldNotBeNull();
        OutboundAddress.Fault("http://167772161/", options).ShouldNotBeNull();
        OutboundAddress.Fault("http://me@10.0.0.1/", options).ShouldNotBeNull();
    }
}
