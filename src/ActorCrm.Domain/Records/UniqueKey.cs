using System.Security.Cryptography;
using System.Text;
using ActorCrm.Domain.Contacts;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>
/// Keys of unique values: object type, field and the value's normal form, with slashes between. A value that is long
/// or cannot be printed is named by its SHA-256; a sign before it tells the two apart, so that no value can be written
/// to look like another's hash.
/// </summary>
public static class UniqueKey
{
    private const int ValueLengthMax = 200;
    private const char Plain = '=';
    private const char Hashed = '#';
    private const string PhonePrefix = $"{Contact.Type}/phones/=";

    /// <summary>The key of a value.</summary>
    public static string Of(string objectType, string field, string value)
    {
        var plain = $"{objectType}/{field}/{Plain}{value}";
        return value.Length <= ValueLengthMax && GrainId.IsKey(plain)
            ? plain
            : $"{objectType}/{field}/{Hashed}{Hash(value)}";
    }

    /// <summary>
    /// The grain that decides who has a value. Telephone numbers of contacts are decided where calls look for them.
    /// </summary>
    public static GrainId Grain(string key) => key.StartsWith(PhonePrefix, StringComparison.Ordinal)
        ? new GrainId(NumberContacts.Type, key[PhonePrefix.Length..])
        : new GrainId(UniqueValue.Type, key);

    /// <summary>The field that a key is of.</summary>
    public static string FieldOf(string key)
    {
        var start = key.IndexOf('/', StringComparison.Ordinal) + 1;
        return key[start..key.IndexOf('/', start)];
    }

    private static string Hash(string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
