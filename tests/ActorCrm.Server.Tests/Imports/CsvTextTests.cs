using System.Text;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Imports;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Server.Tests.Imports;

public sealed class CsvTextTests
{
    private static readonly CsvText Csv = new(FileEncodings.Strict(ImportEncodings.Utf8), (byte)',', (byte)'"');

    [Theory]
    [InlineData("a,b\r\nc,d\r\n", "a|b/c|d")]
    [InlineData("a,b\nc,d", "a|b/c|d")]
    [InlineData("\"a,\"\"b\"\"\",\"c\r\nd\"\r\n", "a,\"b\"|c\r\nd")]
    [InlineData("a,\r\n,b\n", "a|/|b")]
    [InlineData("\n\r\na\n\n", "a")]
    [InlineData("\"\"\n", "")]
    [InlineData("a, b ,\"c\"", "a| b |c")]
    [InlineData("a\"b,c\nd", "!QuoteMisplaced/d")]
    [InlineData("\"a\"b,c\nd", "!QuoteMisplaced/d")]
    [InlineData("\"a,b\nc", "!QuoteMisplaced/c")]
    [InlineData("zażółć,łódź", "zażółć|łódź")]
    public void Records_are_read_as_the_standard_has_them(string text, string expected) =>
        Show(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void Bytes_that_the_encoding_does_not_know_are_a_fault_of_their_row() =>
        Show([(byte)'a', (byte)'\n', 0xb9, (byte)'\n', (byte)'b']).ShouldBe("a/!EncodingInvalid/b");

    [Fact]
    public void Any_table_comes_back_as_it_was_written()
    {
        var cell = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get)
            .Where(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text);
        var table = cell.NonEmptyListOf().Select(row => row.ToArray()).NonEmptyListOf();
        Check.QuickThrowOnFailure(Prop.ForAll(table.ToArbitrary(), rows =>
        {
            var text = new StringBuilder();
            var writer = new CsvWriter(text);
            foreach (var row in rows)
            {
                foreach (var one in row)
                {
                    writer.Text(one);
                }

                writer.EndRow();
            }

            var read = Read(Encoding.UTF8.GetBytes(text.ToString()), out _);
            return read.Select(row => string.Join('\u0001', row.Select(CellText.Unguarded)))
                .SequenceEqual(rows.Where(row => row is not [""]).Select(row => string.Join('\u0001', row)));
        }));
    }

    [Fact]
    public void A_record_is_read_or_waited_for_wherever_the_bytes_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes("ab,\"c\"\"d\r\n\"\r\n\"x\",ł\r\n");
        var first = bytes.AsSpan().IndexOf("\"\r\n\"x"u8) + 3;
        for (var cut = 0; cut < first; cut++)
        {
            List<string> cells = [];
            Csv.Read(bytes.AsSpan(0, cut), isLast: false, cells, out _).ShouldBe(CsvEnd.Incomplete, $"cut at {cut}");
        }

        List<string> whole = [];
        Csv.Read(bytes, isLast: false, whole, out var length).ShouldBe(CsvEnd.Record);
        (length, whole[1]).ShouldBe((first, "c\"d\r\n"));
    }

    private static string Show(byte[] bytes)
    {
        var rows = Read(bytes, out var ends);
        return string.Join('/', rows.Zip(ends, (row, end) =>
            end == CsvEnd.Record ? string.Join('|', row) : $"!{end}"));
    }

    private static List<List<string>> Read(byte[] bytes, out List<CsvEnd> ends)
    {
        var rows = new List<List<string>>();
        ends = [];
        for (var at = 0; at < bytes.Length;)
        {
            List<string> cells = [];
            var end = Csv.Read(bytes.AsSpan(at), isLast: true, cells, out var length);
            length.ShouldBeGreaterThan(0);
            at += length;
            if (end != CsvEnd.Blank)
            {
                rows.Add(cells);
                ends.Add(end);
            }
        }

        return rows;
    }
}
