using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ActorCrm.Tests;

/// <summary>One connection of a <see cref="SmtpSink"/>.</summary>
internal sealed class SmtpSinkConnection(SmtpSink sink, SmtpSinkOptions options, int number) : IDisposable
{
    private const int LineMax = 1_000;

    private byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;
    private Stream _stream = Stream.Null;
    private bool _isSecure;
    private bool _isKnown;
    private int _transaction;
    private string? _from;
    private string? _recipient;

    public async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            _stream = new NetworkStream(socket, ownsSocket: true);
            if (options.IsTlsAtOnce)
            {
                await SecureAsync(stop);
            }

            var goesOn = await AnswerAsync("GREETING", "", "220 sink ESMTP", stop);
            while (goesOn && await LineAsync(stop) is { } line)
            {
                goesOn = await HandleAsync(line, stop);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client is gone, or the sink ends.
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private Task<bool> HandleAsync(string line, CancellationToken stop)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var verb = (space < 0 ? line : line[..space]).ToUpperInvariant();
        var argument = space < 0 ? "" : line[(space + 1)..];
        sink.Commands.Enqueue(new SinkCommand(number, verb == "AUTH" ? $"AUTH {argument.Split(' ')[0]}" : line));
        var isLastOfGroup = verb is "EHLO" or "DATA" or "QUIT" or "STARTTLS" or "AUTH";
        if (_start != _end && (isLastOfGroup || !options.Extensions.Contains("PIPELINING")))
        {
            sink.Violations.Enqueue($"{verb} was followed by more before its answer");
        }

        return verb switch
        {
            "EHLO" => AnswerAsync(verb, argument, Hello(), stop),
            "HELO" or "NOOP" => AnswerAsync(verb, argument, "250 sink", stop),
            "STARTTLS" => StartTlsAsync(stop),
            "AUTH" => AuthenticateAsync(argument, stop),
            "MAIL" => MailAsync(argument, stop),
            "RCPT" => RcptAsync(argument, stop),
            "DATA" => DataAsync(stop),
            "RSET" => ResetAsync(stop),
            "QUIT" => QuitAsync(stop),
            _ => AnswerAsync(verb, argument, "500 5.5.2 what", stop),
        };
    }

    private string Hello()
    {
        var lines = new List<string> { "sink" };
        lines.AddRange(options.Extensions);
        if (options.Certificate is not null && !_isSecure)
        {
            lines.Add("STARTTLS");
        }
        else if (options.Account is not null)
        {
            lines.Add($"AUTH {options.Mechanisms}");
        }

        return string.Join("\r\n", lines.Select((line, i) => $"250{(i == lines.Count - 1 ? ' ' : '-')}{line}"));
    }

    private async Task<bool> StartTlsAsync(CancellationToken stop)
    {
        if (options.Certificate is null)
        {
            return await AnswerAsync("STARTTLS", "", "502 5.5.1 no TLS here", stop);
        }

        var goesOn = await AnswerAsync("STARTTLS", "", "220 2.0.0 go ahead", stop);
        (_start, _end) = (0, 0);
        await SecureAsync(stop);
        return goesOn;
    }

    private async Task SecureAsync(CancellationToken stop)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = options.Certificate }, stop);
        _isSecure = true;
    }

    private async Task<bool> AuthenticateAsync(string argument, CancellationToken stop)
    {
        var words = argument.Split(' ');
        string user, secret;
        if (words[0] == "PLAIN")
        {
            var proof = words.Length > 1 ? words[1] : await ChallengeAsync("334 ", stop);
            var parts = Decode(proof).Split('\0');
            (user, secret) = (parts[1], parts[2]);
        }
        else
        {
            user = Decode(await ChallengeAsync("334 VXNlcm5hbWU6", stop));
            secret = Decode(await ChallengeAsync("334 UGFzc3dvcmQ6", stop));
        }

        _isKnown = options.Account == (user, secret);
        return await AnswerAsync("AUTH", words[0], _isKnown ? "235 2.7.0 welcome" : "535 5.7.8 no", stop);
    }

    private async Task<string> ChallengeAsync(string line, CancellationToken stop)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stop);
        return await LineAsync(stop) ?? throw new IOException("The client is gone.");
    }

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    private Task<bool> MailAsync(string argument, CancellationToken stop)
    {
        if (options.Account is not null && !_isKnown)
        {
            return AnswerAsync("MAIL", argument, "530 5.7.0 who are you", stop);
        }

        if (_from is not null)
        {
            sink.Violations.Enqueue("MAIL within a transaction");
            return AnswerAsync("MAIL", argument, "503 5.5.1 nested", stop);
        }

        _transaction++;
        return AnswerAsync("MAIL", argument, "250 2.1.0 ok", stop, () => _from = argument);
    }

    private Task<bool> RcptAsync(string argument, CancellationToken stop) => _from is null
        ? AnswerAsync("RCPT", argument, "503 5.5.1 no MAIL", stop)
        : AnswerAsync("RCPT", argument, "250 2.1.5 ok", stop, () => _recipient = argument);

    private async Task<bool> DataAsync(CancellationToken stop)
    {
        if (_recipient is null)
        {
            return await AnswerAsync("DATA", "", "554 5.5.1 no valid recipients", stop);
        }

        var mayBegin = false;
        var goesOn = await AnswerAsync("DATA", "", "354 go on", stop, () => mayBegin = true);
        if (!goesOn || !mayBegin)
        {
            return goesOn;
        }

        var content = await ContentAsync(stop);
        var message = new SinkMessage(number, _from!, _recipient, content);
        sink.Messages.Enqueue(message);
        (_from, _recipient) = (null, null);
        return await AnswerAsync("END", message.Recipient, "250 2.0.0 taken", stop);
    }

    private Task<bool> ResetAsync(CancellationToken stop)
    {
        (_from, _recipient) = (null, null);
        return AnswerAsync("RSET", "", "250 2.0.0 ok", stop);
    }

    private async Task<bool> QuitAsync(CancellationToken stop)
    {
        await AnswerAsync("QUIT", "", "221 2.0.0 bye", stop);
        return false;
    }

    /// <summary>
    /// Answers, or misbehaves if the test wants it; what an answer does to the transaction happens only with the right
    /// one.
    /// </summary>
    private async Task<bool> AnswerAsync(
        string verb, string argument, string line, CancellationToken stop, Action? then = null)
    {
        if (options.Misbehave?.Invoke(new SinkMoment(number, _transaction, verb, argument)) is { } act)
        {
            while (act.WaitsForMore && _start == _end && await FillAsync(stop))
            {
                // Until something is there.
            }

            return await act.RunAsync(_stream, stop);
        }

        // Before the answer goes out: the client may act on it at once.
        then?.Invoke();
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stop);
        return true;
    }

    /// <summary>A line without its end; null when the client has closed.</summary>
    private async Task<string?> LineAsync(CancellationToken stop)
    {
        while (true)
        {
            var feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, feed);
                _start += feed + 1;
                if (!line.EndsWith('\r'))
                {
                    sink.Violations.Enqueue("a command without CR");
                }

                return line.TrimEnd('\r');
            }

            if (!await FillAsync(stop))
            {
                return null;
            }
        }
    }

    /// <summary>Contents as they were before their dots were doubled.</summary>
    private async Task<byte[]> ContentAsync(CancellationToken stop)
    {
        var searched = 0;
        int end;
        while ((end = EndOfContent(searched)) < 0)
        {
            searched = Math.Max(0, _end - _start - 4);
            if (!await FillAsync(stop))
            {
                throw new IOException("The client is gone.");
            }
        }

        var stuffed = _buffer.AsSpan(_start, end);
        _start += end + ".\r\n".Length;
        var content = new List<byte>(stuffed.Length);
        while (!stuffed.IsEmpty)
        {
            var line = stuffed[..(stuffed.IndexOf((byte)'\n') + 1)];
            stuffed = stuffed[line.Length..];
            if (line.Length > LineMax || !line.EndsWith("\r\n"u8) || line[..^2].Contains((byte)'\r'))
            {
                sink.Violations.Enqueue("a line of contents that is too long, or has a bare CR or LF");
            }

            content.AddRange(line[0] == '.' ? line[1..] : line);
        }

        return [.. content];
    }

    /// <summary>Where the line with the dot alone begins; -1 when it has not come.</summary>
    private int EndOfContent(int searched)
    {
        var content = _buffer.AsSpan(_start, _end - _start);
        if (content.StartsWith(".\r\n"u8))
        {
            return 0;
        }

        var found = content[searched..].IndexOf("\r\n.\r\n"u8);
        return found < 0 ? -1 : searched + found + 2;
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), stop);
        _end += read;
        return read > 0;
    }
}
