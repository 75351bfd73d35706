using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// Stores a row under Asterisk's column names and leaves out what is empty, which is most of it.
/// </summary>
internal sealed class CelRowConverter : JsonConverter<CelRow>
{
    public override CelRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var row = new CelRow { EventType = "", EventTime = default, UniqueId = "", LinkedId = "" };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            row = name switch
            {
                "eventtime" => row with { EventTime = reader.GetDateTimeOffset() },
                "id" => row with { Id = reader.GetInt64() },
                _ => With(row, name, reader.GetString()!),
            };
        }

        return row;
    }

    public override void Write(Utf8JsonWriter writer, CelRow value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("eventtype", value.EventType);
        writer.WriteString("eventtime", value.EventTime);
        writer.WriteString("uniqueid", value.UniqueId);
        writer.WriteString("linkedid", value.LinkedId);
        if (value.Id is { } id)
        {
            writer.WriteNumber("id", id);
        }

        Write(writer, "channame", value.ChanName);
        Write(writer, "cid_name", value.CidName);
        Write(writer, "cid_num", value.CidNum);
        Write(writer, "cid_ani", value.CidAni);
        Write(writer, "cid_dnid", value.CidDnid);
        Write(writer, "cid_rdnis", value.CidRdnis);
        Write(writer, "exten", value.Exten);
        Write(writer, "context", value.Context);
        Write(writer, "appname", value.AppName);
        Write(writer, "appdata", value.AppData);
        Write(writer, "accountcode", value.AccountCode);
        Write(writer, "peeraccount", value.PeerAccount);
        Write(writer, "peer", value.Peer);
        Write(writer, "userfield", value.UserField);
        Write(writer, "extra", value.Extra);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(name, text);
        }
    }

    private static CelRow With(CelRow row, string name, string text) => name switch
    {
        "eventtype" => row with { EventType = text },
        "uniqueid" => row with { UniqueId = text },
        "linkedid" => row with { LinkedId = text },
        "channame" => row with { ChanName = text },
        "cid_name" => row with { CidName = text },
        "cid_num" => row with { CidNum = text },
        "cid_ani" => row with { CidAni = text },
        "cid_dnid" => row with { CidDnid = text },
        "cid_rdnis" => row with { CidRdnis = text },
        "exten" => row with { Exten = text },
        "context" => row with { Context = text },
        "appname" => row with { AppName = text },
        "appdata" => row with { AppData = text },
        "accountcode" => row with { AccountCode = text },
        "peeraccount" => row with { PeerAccount = text },
        "peer" => row with { Peer = text },
        "userfield" => row with { UserField = text },
        "extra" => row with { Extra = text },
        _ => throw new JsonException($"A stored row has no field '{name}'."),
    };
}
