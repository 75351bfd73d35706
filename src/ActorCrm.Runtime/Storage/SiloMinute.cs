namespace ActorCrm.Runtime.Storage;

/// <summary>How a silo was during a minute.</summary>
/// <param name="SiloId">Its id when the minute ended.</param>
/// <param name="Name">Host and process, for people.</param>
/// <param name="Minute">When the minute began.</param>
/// <param name="Numbers">UTF-8 JSON of its vitals.</param>
public sealed record SiloMinute(string SiloId, string Name, DateTimeOffset Minute, byte[] Numbers);
