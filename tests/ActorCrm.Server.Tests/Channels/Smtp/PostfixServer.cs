using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>
/// A real Postfix of this process's own, from Debian's binaries, in a temporary directory on two free ports of the
/// loopback: STARTTLS on one, TLS at once on the other, and a user who must sign in. It keeps what is sent to
/// <c>example.com</c> and <c>müller.example</c>. It ends, and its directory with it, when it is disposed of or when
/// this process dies in any way.
/// </summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    public const string User = "anna";
    public const string Secret = "geheim";

    private const string Program = "/usr/sbin/postfix";

    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(120);

    private readonly string _directory =
        Path.Combine(Path.GetTempPath(), "actorcrm-postfix-" + Guid.NewGuid().ToString("n"));

    private Process? _guard;

    private PostfixServer()
    {
    }

    /// <summary>Where STARTTLS is offered.</summary>
    public int Port { get; } = PostgresServer.FreePort();

    /// <summary>Where TLS begins at once.</summary>
    public int TlsPort { get; } = PostgresServer.FreePort();

    /// <summary>Skips the test where it cannot run: Postfix is not there and cannot be installed, or we are not root.
    /// </summary>
    public static void Require()
    {
        DebianPackage.Require(File.Exists(Program) && File.Exists("/usr/sbin/saslpasswd2"), "postfix and sasl2-bin");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Postfix can only be started by root");
    }

    /// <summary>Starts it with a certificate for <c>localhost</c>.</summary>
    public static async Task<PostfixServer> StartAsync(X509Certificate2 certificate)
    {
        var server = new PostfixServer();
        try
        {
            await server.PrepareAsync(certificate);
            server.StartGuard();
            await RunAsync("sh", "-c", $"'{Program}' -c '{server._directory}/conf' start");
            await server.ListensAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many e-mails were delivered; returns them.</summary>
    public async Task<byte[][]> DeliveredAsync(int count)
    {
        var folder = Path.Combine(_directory, "mail", "all", "new");
        await SmtpKit.UntilAsync(() => Directory.Exists(folder) && Directory.GetFiles(folder).Length >= count);
        return [.. Directory.GetFiles(folder).Select(File.ReadAllBytes)];
    }

    /// <summary>What it logged.</summary>
    public string ReadLog()
    {
        var log = Path.Combine(_directory, "data", "log");
        return File.Exists(log) ? File.ReadAllText(log) : "";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            _guard.StandardInput.Close();
            using var timeout = new CancellationTokenSource(StepTimeout);
            await _guard.WaitForExitAsync(timeout.Token);
            _guard.Dispose();
        }
    }

    private async Task PrepareAsync(X509Certificate2 certificate)
    {
        foreach (var folder in new[] { "conf/sasl", "queue", "data", "mail" })
        {
            Directory.CreateDirectory(Path.Combine(_directory, folder));
        }

        var uid = (await RunAsync("id", "-u", "postfix")).Trim();
        var gid = (await RunAsync("id", "-g", "postfix")).Trim();
        Write("cert.pem", certificate.ExportCertificatePem());
        Write("key.pem", certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("conf/main.cf", MainSettings(uid, gid));
        Write("conf/master.cf", MasterSettings());
        Write("conf/sasl/smtpd.conf", $"""
            pwcheck_method: auxprop
            auxprop_plugin: sasldb
            sasldb_path: {_directory}/sasldb2
            mech_list: PLAIN LOGIN

            """);
        await RunAsync(
            "sh", "-c",
            $"chmod 755 '{_directory}' && chmod 600 '{_directory}/key.pem'"
            + $" && echo {Secret} | /usr/sbin/saslpasswd2 -p -c -f '{_directory}/sasldb2' -u mail.example {User}"
            + $" && chown postfix '{_directory}/sasldb2' '{_directory}/data' '{_directory}/mail'");
    }

    private string MainSettings(string uid, string gid) => $$"""
        compatibility_level = 3.6
        queue_directory = {{_directory}}/queue
        data_directory = {{_directory}}/data
        maillog_file = {{_directory}}/data/log
        maillog_file_prefixes = {{_directory}}
        myhostname = mail.example
        mydestination =
        inet_interfaces = 127.0.0.1
        mynetworks =
        alias_maps =
        local_recipient_maps =
        default_transport = error:nothing leaves this machine
        virtual_mailbox_domains = example.com, müller.example, xn--mller-kva.example
        virtual_mailbox_base = {{_directory}}/mail
        virtual_mailbox_maps = static:all/
        virtual_uid_maps = static:{{uid}}
        virtual_gid_maps = static:{{gid}}
        virtual_minimum_uid = 1
        message_size_limit = 1000000
        smtpd_tls_cert_file = {{_directory}}/cert.pem
        smtpd_tls_key_file = {{_directory}}/key.pem
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_local_domain = mail.example
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_recipient_restrictions =
          check_recipient_access inline:{
            {nobody@example.com = 550 5.1.1 unknown}, {later@example.com = 450 4.2.1 later} },
          permit_sasl_authenticated, reject

        """;

    private string MasterSettings() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        127.0.0.1:{TlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        pickup unix n - n 60 1 pickup
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        error unix - - n - - error
        retry unix - - n - - error
        proxymap unix - - n - - proxymap
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);

    private async Task ListensAsync()
    {
        using var timeout = new CancellationTokenSource(StepTimeout);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port, timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, timeout.Token);
            }
        }
    }

    /// <summary>As <see cref="PostgresServer"/> has one: it stops the server when this process ends, however it ends.
    /// </summary>
    private void StartGuard()
    {
        _guard = Process.Start(new ProcessStartInfo(
            "setsid", ["--wait", "sh", "-c", """
                cat > /dev/null
                "$1" -c "$2/conf" stop > /dev/null 2>&1
                rm -rf "$2"
                """, "guard", Program, _directory])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
        });
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("setsid", ["--wait", program, .. arguments])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
        })!;
        using var timeout = new CancellationTokenSource(StepTimeout);
        var output = program == "sh" ? "" : await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {arguments[^1]} failed with {process.ExitCode}.");
    }
}
