using System.Text.Json.Serialization;
using ActorCrm.Domain.Communications;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Templates;

/// <summary>JSON of states and messages of templates.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CompactTime),
        typeof(CamelCaseEnum<CommunicationDirection>),
        typeof(CamelCaseEnum<CommunicationMedium>)])]
[JsonSerializable(typeof(MessageTemplate))]
[JsonSerializable(typeof(TemplateNames))]
[JsonSerializable(typeof(SaveTemplate))]
[JsonSerializable(typeof(DeleteTemplate))]
[JsonSerializable(typeof(PutTemplateName))]
[JsonSerializable(typeof(TemplateNameTaken))]
[JsonSerializable(typeof(TemplateSaved))]
[JsonSerializable(typeof(TemplateRefused))]
public sealed partial class TemplateJson : JsonSerializerContext;

/// <summary>Registers templates. The names are stored with rows: they never change.</summary>
public static class TemplatesDomain
{
    /// <summary>Adds all grain types and messages.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = TemplateJson.Default;
        catalog.Add(new GrainType<MessageTemplate>(
            MessageTemplate.Type, json.MessageTemplate, MessageTemplateGrain.Handle, isSetting: true));
        catalog.Add(new GrainType<TemplateNames>(TemplateNames.Type, json.TemplateNames, TemplateNamesGrain.Handle));
        catalog.Messages
            .Add("template.save", json.SaveTemplate)
            .Add("template.delete", json.DeleteTemplate)
            .Add("template.putName", json.PutTemplateName)
            .Add("template.nameTaken", json.TemplateNameTaken)
            .Add("template.saved", json.TemplateSaved)
            .Add("template.refused", json.TemplateRefused);
    }
}
